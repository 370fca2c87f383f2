import { SERVICE_INTENTS } from '../../src/conversation/intents.ts'
import { RELATED, readKnowledge } from '../../src/tramites/knowledge.ts'
import { hasQuestions, readLabelled, readQuestions } from './labelled.ts'
import { evaluateModel } from './llm.ts'
import { createReading, shippedMunicipios } from './reading.ts'
import {
  type Answered,
  intentF1,
  intentMacroF1,
  isRight,
  isWrong,
  type Judged,
  municipioF1,
  recallAt,
  relatedShare,
  searchAll,
} from './score.ts'

const DATA = process.env.DATA_DIR ?? 'data'

const percent = (part: number, all: number) => `${((100 * part) / all).toFixed(1)} %`.padStart(8)

const row = (name: string, judged: readonly Judged[]) => {
  const right = judged.filter(isRight).length
  const wrong = judged.filter(isWrong).length
  return [
    name.padEnd(20),
    String(judged.length).padStart(5),
    percent(right, judged.length),
    percent(wrong, judged.length),
    municipioF1(judged).toFixed(3).padStart(8),
    intentMacroF1(judged).toFixed(3).padStart(11),
  ].join(' ')
}

const report = (judged: readonly Judged[]) => {
  const tipos = [...new Set(judged.map(({ label }) => label.tipo))].sort()
  return [
    'tipo                     n    right    wrong       F1  intents F1',
    ...tipos.map(tipo =>
      row(
        tipo,
        judged.filter(({ label }) => label.tipo === tipo),
      ),
    ),
    row('all', judged),
    ...SERVICE_INTENTS.map(intent => `F1 ${intent}: ${intentF1(judged, intent).toFixed(3)}`),
  ].join('\n')
}

const asJson = ({ label, read }: Judged) =>
  JSON.stringify({
    texto: label.texto,
    municipios: read.municipios,
    candidates: read.candidates,
    intents: read.intents.filter(intent => SERVICE_INTENTS.includes(intent)),
  })

/** Relevance at which the report shows how many questions are taken for related. */
const THRESHOLDS = [12, 15, RELATED, 21, 24, 30, 40]

const recallReport = (answered: readonly Answered[]) => {
  const answerable = answered.filter(({ question }) => question.entradas.length > 0)
  const recall = [1, 3].map(most => `recall@${most}: ${recallAt(answerable, most).toFixed(3)}`)
  return [
    `n: ${answered.length}`,
    ...(answerable.length > 0 ? recall : []),
    'relevance of the best entry, share at or above:',
    ...THRESHOLDS.map(threshold =>
      `${threshold}: ${relatedShare(answered, threshold).toFixed(3)}`.padStart(10),
    ),
  ].join('\n')
}

const [file] = process.argv.slice(2).filter(arg => !arg.startsWith('--'))
const json = process.argv.includes('--json')

const evaluate = (file: string) => {
  if (hasQuestions(file)) return recallReport(searchAll(readKnowledge(DATA), readQuestions(file)))
  const understand = createReading(shippedMunicipios())
  const judged = readLabelled(file).map(label => ({ label, read: understand(label.texto) }))
  return json ? judged.map(asJson).join('\n') : report(judged)
}

if (!file) {
  process.stderr.write('Uso: npm run evaluate -- [--llm] ARCHIVO.jsonl [--json]\n')
  process.exit(2)
}
try {
  if (process.argv.includes('--llm')) await evaluateModel(file, json)
  else process.stdout.write(`${evaluate(file)}\n`)
} catch (error) {
  process.stderr.write(`${file}: ${(error as Error).message}\n`)
  process.exitCode = 1
}
