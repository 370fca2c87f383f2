import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { curated } from '../../src/conversation/curated.ts'
import { createPhrased } from '../../src/conversation/phrased.ts'
import { readLexicon } from '../../src/municipios/lexicon.ts'
import { readEntries } from '../../src/tramites/entries.ts'
import { startCore } from '../support/core.ts'
import { openChat } from '../support/responder.ts'

const entries = readEntries('data')
const textOf = (id: string) => curated(entries.find(entry => entry.id === id)?.texto ?? '—', true)

let core: Awaited<ReturnType<typeof startCore>>
beforeAll(async () => {
  core = await startCore()
})
afterAll(() => core.stop())

describe('words that leave no doubt are answered, whatever else is said', () => {
  test.each([
    ['juicio', 'me llego una carta q nos van a desalojar en 15 dias, ayuda x favor'],
    ['juicio', 'hola buenas, nos quieren sacar de la casa, soy de quilmes'],
    ['juicio', 'me pueden echar con los chicos?'],
    ['abogado-gratis', 'no tengo plata p abogado donde ay uno gratis'],
    ['gestores', 'una sra me pide 200 mil pesos p hacerme la escritura, es verdad?'],
    ['gestores', 'ya le di 50 mil y mi dni!! q hago'],
    ['divorcio', 'mientras tanto el puede vender la casa?'],
    ['herederos', 'y si mi hermana no kiere firmar?'],
    ['estado-del-tramite', 'ya me anote y nunca me llamaron'],
    ['citacion', 'me yamaron de la escribania para firmar mañana y no puedo ir'],
    ['mandar-a-otra-persona', 'puedo ir sin mi marido?'],
    [
      'mandar-a-otra-persona',
      'estoy viviendo en españa y mi mama sigue en la casa, puedo desde aca?',
    ],
    ['perdi-el-boleto', 'donde pido una copia del boleto'],
    ['sin-papeles', 'no tengo nada de eso se quemo todo te digo'],
    ['deuda-de-impuestos', 'debo 10 años de arba, puedo igual?'],
    ['no-atienden', 'el 0800 no me funciona'],
  ])('%s: %s', async (id, text) => {
    expect((await openChat(core.inbox).say(text)).text).toContain(textOf(id))
  })

  test('and beside the office, where the municipio is named', async () => {
    const { text, about } = await openChat(core.inbox).say('orden de desalojo, vivo en Merlo')
    expect(text).toContain(textOf('juicio'))
    expect(about.offices.map(({ municipio }) => municipio)).toContain('Merlo')
  })
})

const { words } = readLexicon('data')
const phrased = createPhrased(
  'data',
  () => true,
  word => words.has(word),
)

test.each([
  'quiero vender la casa',
  'no necesito un gestor, no?',
  'hola, soy de Moreno y quiero la escritura',
  'mi hermano y yo queremos firmar juntos',
  '¿me pueden sacar una duda?',
  'somos ocupas desde 1995, ¿podemos escriturar?',
  'no tengo vivienda a mi nombre, es de mi papá',
  'papel del juzgado de declaratoria de herederos, ¿qué más llevo?',
  'vivo en calle italia 450, la casa es mía',
  'no puedo ir hoy, ¿hasta qué hora abren mañana?',
  'me piden 20 años de posesión para la escritura',
  'no debo nada de impuestos, ¿dónde voy?',
  'no tengo boleto pero tengo todos los impuestos pagos',
  '¿hace falta abogado o es gratis?',
  'tengo plano, ¿quién me atiende en Lanús?',
  'no se lee bien el boleto, está borroso',
])('other words are not: %s', text => {
  expect(phrased(text)).toBeUndefined()
})

describe('a mistake in the file names it and the place', () => {
  let folder = ''
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'iamjus-phrases-'))
    cpSync('data/frases.yaml', join(folder, 'frases.yaml'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test.each([
    ['an entry that does not exist', 'desalojos:\n  - desalojo\n', /«desalojos».*no hay una ficha/],
    ['no list', 'juicio: desalojo\n', /«juicio».*lista/],
    ['a group that does not exist', 'juicio:\n  - <gente> echa\n', /«juicio».*<gente>/],
  ])('%s', (_, text, error) => {
    writeFileSync(join(folder, 'frases.yaml'), text)
    expect(() =>
      createPhrased(
        folder,
        id => id === 'juicio',
        () => true,
      ),
    ).toThrow(error)
  })
})
