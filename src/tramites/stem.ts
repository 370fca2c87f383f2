import { phonetic } from '../spelling.ts'

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

/** A rough stem by sound, so that "escrituré", "escrituras" and "esqritura" meet. */
export const stem = (word: string) => {
  const sound = phonetic(word)
  const ending = ENDINGS.find(end => sound.endsWith(end) && sound.length - end.length >= 3)
  return ending ? sound.slice(0, -ending.length) : sound
}
