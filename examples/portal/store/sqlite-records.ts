import type { LinkRecord } from '../links/link-record.ts'
import type { Database } from './database.ts'
import { MAX_EVENTS, type Records } from './records.ts'

const SCHEMA = `
pragma journal_mode = wal;
pragma busy_timeout = 5000;
create table if not exists portal_links (purpose text, id text, made integer, body text, primary key (purpose, id));
create table if not exists portal_events (number integer primary key autoincrement, purpose text, id text, body text);
create index if not exists portal_events_of on portal_events (purpose, id, number);
create index if not exists portal_events_in on portal_events (purpose, number);`

/** Records in a database, of the links with one purpose. What a row contains is only ever read whole, and so it is JSON. */
export function sqliteRecords(db: Database, purpose: string): Records {
  db.exec(SCHEMA)
  const put = db.prepare(
    'insert into portal_links values (?, ?, ?, ?) on conflict (purpose, id) do update set body = excluded.body',
  )
  const get = db.prepare('select body from portal_links where purpose = ? and id = ?')
  const list = db.prepare('select body from portal_links where purpose = ? order by made desc, rowid desc')
  const add = db.prepare('insert into portal_events (purpose, id, body) values (?, ?, ?)')
  // Those of this purpose only: a busy folder would erase what happened in a quiet one.
  const trim = db.prepare(
    'delete from portal_events where purpose = ? and number <= (select number from portal_events where purpose = ? order by number desc limit 1 offset ?)',
  )
  const all = db.prepare('select body from portal_events where purpose = ? order by number desc limit ?')
  const some = db.prepare('select body from portal_events where purpose = ? and id = ? order by number desc limit ?')
  let added = 0
  return {
    putLink: (record) => void put.run(purpose, record.id, record.madeAt, JSON.stringify(record)),
    getLink: (id) => bodies<LinkRecord>(get.all(purpose, id))[0],
    listLinks: () => bodies<LinkRecord>(list.all(purpose)),
    addEvent: (event) => {
      add.run(purpose, event.id ?? '', JSON.stringify(event))
      if (added++ % 100 === 0) trim.run(purpose, purpose, MAX_EVENTS)
    },
    listEvents: (limit, id) => bodies(id === undefined ? all.all(purpose, limit) : some.all(purpose, id, limit)),
  }
}

function bodies<T>(rows: unknown): readonly T[] {
  return (rows as readonly { readonly body: string }[]).map(({ body }) => JSON.parse(body) as T)
}
