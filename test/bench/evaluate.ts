import { SERVICE_INTENTS } from '../../src/conversation/intents.ts'
import { readLabelled } from './labelled.ts'
import { createReading, shippedMunicipios } from './reading.ts'
import { intentF1, intentMacroF1, isRight, isWrong, type Judged, municipioF1 } from './score.ts'

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

const [file] = process.argv.slice(2).filter(arg => !arg.startsWith('--'))
if (!file) {
  process.stderr.write('Uso: npm run evaluate -- ARCHIVO.jsonl [--json]\n')
  process.exit(2)
}
const understand = createReading(shippedMunicipios())
try {
  const judged = readLabelled(file).map(label => ({ label, read: understand(label.texto) }))
  const json = process.argv.includes('--json')
  process.stdout.write(`${json ? judged.map(asJson).join('\n') : report(judged)}\n`)
} catch (error) {
  process.stderr.write(`${file}: ${(error as Error).message}\n`)
  process.exitCode = 1
}
