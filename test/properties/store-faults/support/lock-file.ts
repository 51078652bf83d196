// A process that locks a SQLite database for writing until it is ended.

import Database from 'libsql'

const db = new Database(process.argv[2] as string)
db.exec('BEGIN IMMEDIATE')
console.log('locked')
setInterval(() => undefined, 60_000)
