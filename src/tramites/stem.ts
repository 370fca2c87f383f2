import { hashOf, hashOn } from '../hashing.ts'
import { phonetic } from '../spelling.ts'
import { perWord } from '../text.ts'
import { keyOf } from './numbering.ts'

// Endings that change with number, gender, person and tense, in the alphabet of `phonetic`.
// Longest first; what is left has at least three sounds.
const ENDINGS = `
  amientos imientos amiento imiento asiones isiones asion ision adoras adores adora ador mente
  ariamos eriamos iriamos arian erian irian aria eria iria aremos eremos iremos
  andolo endolo ando iendo iendo arme irme erme arla irla erla arlo irlo erlo arse irse erse
  abamos aban aba iamos ian ia aron ieron aste iste amos emos imos adas idas ados idos ada ida
  ado ido ar er ir an en as es os ais eis ales al a e o s i`
  .trim()
  .split(/\s+/)
  .sort((a, b) => b.length - a.length)

// Without their endings these would meet a word of another subject: a plan and a plano, the acta
// and the acto, the casa and whoever se casa.
const OWN = new Map(
  Object.entries({
    plano: 'plano planos',
    akto: 'acto actos',
    kasa: 'casa casas casita casitas kasa kasita',
    kasiya: 'casilla casillas',
    plaso: 'plazo plazos',
    plasa: 'plaza plazas',
    parte: 'parte partes',
    partida: 'partida partidas',
    partido: 'partido partidos',
    karta: 'carta cartas',
    loteo: 'loteo loteos',
    lot: 'lotecito lotecitos',
    teren: 'terrenito terrenitos',
    tasa: 'tasa tasas',
    medio: 'medio medios',
  }).flatMap(([own, words]) => words.split(' ').map(word => [word, own] as const)),
)

/** A rough stem by sound, so that "escrituré", "escrituras" and "esqritura" meet. */
const stemOf = (word: string, sound: string) => {
  const own = OWN.get(word)
  if (own) return own
  const ending = ENDINGS.find(end => sound.endsWith(end) && sound.length - end.length >= 3)
  return ending ? sound.slice(0, -ending.length) : sound
}

// As they are typed on phones.
const SHORT = new Map(
  Object.entries({ q: 'que', k: 'que', x: 'por', d: 'de', pa: 'para', xq: 'porque', pq: 'porque' }),
)

const STOP = new Set(
  `a al algo ante aqui aca asi aun bien buen buenas buenos cada casi che como con cual cuales cuando
   cuanto de del desde dia dias donde dos e el ella ellos en era eramos es esa ese eso esta estan
   este esto estoy fue gracias ha hace hacen hacer hago han hasta hay hola igual ir k ke la las le
   les lo los mas me mi mis mucho muy nos o para pero por porque puede pueden puedo
   podemos q que quien quiero queria quisiera saber se ser si sobre solo son soy su sus tal
   tambien tan te tengo tiene tienen todo todos tu un una uno va vamos voy x xfa y ya yo favor porfa
   necesito decir pregunta consulta tardes noches d pa xq pq`.split(/\s+/),
)

/** Letters that are read together: of a word that nobody has said, a part may be known. */
const LETTERS = 4
/** What stands before them, so that no word is taken for them. */
const LETTERS_SIGN = hashOf('~')

const lettersOf = (sounds: string) => {
  const letters: number[] = []
  for (let end = LETTERS; end <= sounds.length; end++) {
    let hash = LETTERS_SIGN
    for (let i = end - LETTERS; i < end; i++) hash = hashOn(hash, sounds.charCodeAt(i))
    letters.push(keyOf(hash))
  }
  return letters
}

/** A word as the search hears it. */
export interface Heard {
  /** The keys of letters that follow each other in its sound, its beginning and its end: "~^lot". */
  readonly letters: readonly number[]
  /** The stem of a word with content; of any other its sound, so that «para» is not «paran». */
  readonly root: string
  /** Whether it says what a text is about, as against the words that any text has. */
  readonly content: boolean
}

export const hear = perWord((word): Heard => {
  const sound = phonetic(word)
  const content = !STOP.has(word)
  const long = SHORT.get(word)
  const root = content ? stemOf(word, sound) : long ? phonetic(long) : sound
  return { letters: lettersOf(`^${sound}$`), root, content }
})
