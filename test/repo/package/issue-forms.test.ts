import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { PROJECT } from '../../support/project.ts'

interface Field {
  readonly type: string
  readonly id?: string
  readonly attributes: { readonly label?: string; readonly value?: string; readonly options?: readonly object[] }
}

interface Form {
  readonly name: string
  readonly description: string
  readonly body: readonly Field[]
}

const FOLDER = join(PROJECT, '.github/ISSUE_TEMPLATE')
const textOf = (name: string): string => readFileSync(join(FOLDER, name), 'utf8')
const FORMS = readdirSync(FOLDER).filter((name) => name !== 'config.yml')

it('there is a form for a bug and one for a feature', () => {
  expect(FORMS.sort()).toEqual(['bug.yml', 'feature.yml'])
})

// GitHub does not show a form that breaks these rules ("Syntax for GitHub's form schema").
describe.each(FORMS)('%s', (name) => {
  const { name: title, description, body }: Form = parse(textOf(name))
  const questions = body.filter(({ type }) => type !== 'markdown')

  it('has a name, a description, and a question', () => {
    expect([title, description]).toEqual([expect.stringMatching(/./), expect.stringMatching(/./)])
    expect(questions.length).toBeGreaterThan(0)
  })

  it('has questions of known types, each with a label and an id of its own', () => {
    const types = ['checkboxes', 'dropdown', 'input', 'textarea']
    expect(questions.filter(({ type }) => !types.includes(type))).toEqual([])
    expect(questions.filter(({ attributes: { label } }) => !label)).toEqual([])
    const ids = questions.map(({ id = '' }) => id)
    expect(ids.filter((id) => !/^[\w-]+$/.test(id))).toEqual([])
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('leads only to files that exist', () => {
    const files = textOf(name).match(/\b[\w/]+\.md\b/g) ?? []
    for (const file of files) expect(readFileSync(join(PROJECT, file), 'utf8')).not.toBe('')
  })
})

it('asks reporters of bugs to leave out keys and links', () => {
  const { body }: Form = parse(textOf('bug.yml'))
  expect(body[0]?.attributes.value).toContain('Do not paste a key, or a link that still works')
  expect(body.find(({ id }) => id === 'secrets')?.attributes.options).toMatchObject([{ required: true }])
})

it('sends vulnerabilities to SECURITY.md, and everything else to a form', () => {
  const { blank_issues_enabled: blank, contact_links: links } = parse(textOf('config.yml'))
  const { homepage } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8'))
  expect(blank).toBe(false)
  expect(links.map(({ url }: { url: string }) => url)).toEqual([
    `${homepage.replace('#readme', '')}/blob/main/SECURITY.md#reporting-a-vulnerability`,
  ])
  expect(readFileSync(join(PROJECT, 'SECURITY.md'), 'utf8')).toContain('\n## Reporting a vulnerability\n')
})
