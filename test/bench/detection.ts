import { join } from 'node:path'
import type { Municipio } from '../../src/municipios/csv.ts'
import { createDetectors } from '../../src/municipios/detect.ts'
import { createGazetteer, foreignForms } from '../../src/municipios/gazetteer.ts'
import { readLexicon } from '../../src/municipios/lexicon.ts'
import { formsOf } from '../../src/municipios/names.ts'
import { readLabelled } from './labelled.ts'
import { shippedMunicipios } from './reading.ts'
import { ms, print, timeCalls, verdict } from './timing.ts'

const FIXTURES = join(import.meta.dirname, '../fixtures')
const WORDS = 20

/** Real messages joined and cut to twenty words each. */
const messages = () => {
  const words = readLabelled(join(FIXTURES, 'mensajes.desarrollo.jsonl')).flatMap(({ texto }) =>
    texto.split(/\s+/),
  )
  return Array.from({ length: Math.floor(words.length / WORDS) }, (_, i) =>
    words.slice(i * WORDS, (i + 1) * WORDS).join(' '),
  )
}

const SYLLABLES = ['ba', 'co', 'di', 'fu', 'ga', 'le', 'mi', 'no', 'pu', 'ra', 'si', 'to', 'ver']

// Names that exist nowhere, as long as the true ones, made by adding syllables to them.
const multiplied = (municipios: readonly Municipio[], times: number): Municipio[] =>
  Array.from({ length: times }, (_, copy) =>
    municipios.map((municipio, i) => {
      const tail = `${SYLLABLES[copy % 13]}${SYLLABLES[(i + copy) % 13]}`
      const other = (name: string) => (copy === 0 ? name : name.slice(0, -2) + tail)
      return {
        ...municipio,
        nombre: other(municipio.nombre),
        cabecera: other(municipio.cabecera),
        localidades: municipio.localidades.map(other),
        alias: municipio.alias.map(other),
        aliasLocalidades: [],
      }
    }),
  ).flat()

/** Times detection of messages of 20 words, over the true places and over ten times as many. */
export const benchDetection = () => {
  const lexicon = readLexicon(process.env.DATA_DIR ?? 'data')
  const foreign = foreignForms(lexicon.outside, lexicon.traps)
  const texts = messages()
  const timed = (municipios: readonly Municipio[]) => {
    const gazetteer = createGazetteer([...municipios.flatMap(formsOf), ...foreign])
    return timeCalls(texts, 20, createDetectors(lexicon)(gazetteer))
  }
  const one = timed(shippedMunicipios())
  const ten = timed(multiplied(shippedMunicipios(), 10))
  const ratio = ten.median / one.median
  print(`detection, ${texts.length} messages of ${WORDS} words`)
  print(`  median ${ms(one.median)} (at most 0.3): ${verdict(one.median <= 0.3)}`)
  print(`  p99    ${ms(one.p99)} (at most 2): ${verdict(one.p99 <= 2)}`)
  print(`  ten times as many places: ${ratio.toFixed(2)} times (at most 2): ${verdict(ratio <= 2)}`)
}
