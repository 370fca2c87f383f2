import { readFileSync } from 'node:fs'
import { load } from 'js-yaml'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type OllamaDouble, startOllama } from '../support/ollama.ts'
import { freePort, openMachine } from '../support/program.ts'

// What Prometheus and Grafana are told to look at must be what the program really shows.
interface Rules {
  readonly groups: readonly {
    readonly rules: readonly {
      readonly alert: string
      readonly expr: string
      readonly annotations: { readonly summary: string }
    }[]
  }[]
}
interface Dashboard {
  readonly panels: readonly { readonly targets: readonly { readonly expr: string }[] }[]
}

const RULES = (load(readFileSync('deploy/alerts.yml', 'utf8')) as Rules).groups.flatMap(
  ({ rules }) => rules,
)
const DASHBOARD = JSON.parse(readFileSync('deploy/grafana-dashboard.json', 'utf8')) as Dashboard
const EXPRESSIONS = DASHBOARD.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr))

/** The series that an expression reads: what is no function, no label and no word of the language. */
const seriesIn = (expr: string) => {
  const bare = expr.replaceAll(/\{[^}]*\}|\[[^\]]*\]|\b(?:by|without)\s*\([^)]*\)/g, ' ')
  const names = [...bare.matchAll(/\b[a-z_:][a-z0-9_:]*\b(?!\s*\()/gi)].map(([name]) => name)
  return names.filter(name => !/^(by|and|or|unless|on|le)$/.test(name))
}
const labelsIn = (expr: string) => [
  ...[...expr.matchAll(/\{([^}]*)\}/g)].flatMap(([, inside = '']) =>
    [...inside.matchAll(/(\w+)\s*[=!]/g)].map(([, label = '']) => label),
  ),
  ...[...expr.matchAll(/\bby\s*\(([^)]*)\)/g)].flatMap(([, inside = '']) => inside.split(/,\s*/)),
]

/** Of a machine on which much else runs. */
const PATIENCE = 30_000

let machine: ReturnType<typeof openMachine>
let ollama: OllamaDouble
let text: string
beforeAll(async () => {
  machine = openMachine()
  ollama = await startOllama()
  const METRICS_PORT = String(await freePort())
  const program = await machine.start({ METRICS_PORT, OLLAMA_ENDPOINT_1: ollama.url })
  await program.ask({ prompt: 'requisitos en Merlo' })
  await program.get('/nada/de/esto')
  // Loaded after the start, and counted after the answer went out.
  await vi.waitFor(async () => {
    text = await (await fetch(`http://127.0.0.1:${METRICS_PORT}/metrics`)).text()
    expect(text).toContain('status="404"')
    expect(text).toContain('chat_messages_total{')
  }, PATIENCE)
}, 2 * PATIENCE)
afterAll(async () => {
  await machine.close()
  await ollama.stop()
})

const shown = () => new Set([...text.matchAll(/^([a-z0-9_]+)(?:\{|\s)/gm)].map(([, name]) => name))

describe('the running program', () => {
  test('shows all that the notes for operators promise', () => {
    const promised = `http_request_duration_seconds_bucket chat_messages_total
      chat_answer_seconds_bucket chat_first_words_seconds_bucket llm_queue_depth llm_inflight
      llm_endpoint_up channel_up outbox_pending outbox_oldest_seconds backup_age_seconds db_bytes
      nodejs_eventloop_lag_seconds nodejs_eventloop_lag_p99_seconds`.split(/\s+/)
    expect(promised.filter(name => !shown().has(name))).toEqual([])
  })

  test('tells of what was asked of it', () => {
    expect(text).toContain('chat_messages_total{channel="web",outcome="answered"} 1\n')
    expect(text).toContain('channel_up{channel="web"} 1\n')
    expect(text).toMatch(
      /^http_request_duration_seconds_count\{route="\/generate",method="POST",status="200"\} 1$/m,
    )
    expect(text).toContain('route="ninguna",method="GET",status="404"')
    expect(text).toMatch(/^llm_endpoint_up\{endpoint="127[^"]+"\} 1$/m)
    expect(text).toMatch(/^db_bytes [1-9]\d+$/m)
  })

  test('has no label by which a person or a place could be told', () => {
    const labels = [...text.matchAll(/[{,](\w+)="/g)].map(([, label]) => label)
    const known =
      /^(route|method|status|channel|outcome|source|endpoint|reason|le|space|type|kind)$/
    const node = /^(version|major|minor|patch)$/
    expect(labels.filter(label => !known.test(label ?? '') && !node.test(label ?? ''))).toEqual([])
    expect(text).not.toMatch(/merlo|nada\/de\/esto/i)
  })
})

describe.each([
  ...RULES.map(({ alert, expr }) => ({ name: `the alert ${alert}`, expr })),
  ...EXPRESSIONS.map(expr => ({ name: `the panel with ${expr}`, expr })),
])('$name', ({ expr }) => {
  test('looks at series and labels that there are', () => {
    const series = seriesIn(expr)
    expect(series.length).toBeGreaterThan(0)
    // `up` is of Prometheus itself.
    expect(series.filter(name => name !== 'up' && !shown().has(name))).toEqual([])
    for (const label of labelsIn(expr).filter(label => label !== 'job'))
      expect(text, label).toContain(`${label}="`)
  })
})

test('there is a rule for each of the six troubles, and one for when nobody answers', () => {
  expect(RULES.map(({ alert }) => alert)).toHaveLength(7)
  const manual = readFileSync('docs/mantenimiento.md', 'utf8')
  for (const { alert, annotations } of RULES) {
    expect(annotations.summary).toMatch(/^[A-ZÁÉÍÓÚ].*\.$/)
    expect(manual, alert).toContain(`\`${alert}\``)
  }
})
