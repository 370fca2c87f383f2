import type { Weighed } from './context.ts'
import { BELONGS, BOUGHT, DWELLS, FORMERLY, LIVES, MOVED, PROPERTY } from './cues.ts'
import { OUTSIDE } from './gazetteer.ts'
import type { Mention } from './mentions.ts'
import {
  between,
  clauseBefore,
  isMunicipio,
  isNested,
  isRightAfter,
  separated,
} from './surroundings.ts'
import type { Word } from './words.ts'

// How the places of a message belong together: as a list, one inside the other, as a corner.

export const isOutside = (m: Mention) => m.places.every(place => place.municipio === OUTSIDE)

const OTHER_ONE = /^(la|el|los|las|mi|mis|otra|otro|yo|ella|tambien|en|de)$/

/** What says anew whose place the next one is. */
const OWN = [BELONGS, BOUGHT, DWELLS, FORMERLY, MOVED, PROPERTY]

// "en Lanús y en Lomas", "en Maipú, en Guido", "en Glew, la de mi hijo en Guernica".
const inherits = (previous: Weighed, next: Weighed, words: readonly Word[]) => {
  if (next.weight < 2 || next.vague) return false
  if (next.weight === 2 && previous.weight > 2) return false
  const link = between(previous.mention, next.mention, words)
  const comma = previous.weight > 1 && words[previous.mention.to + 1]?.gap === ','
  const [first] = link
  if (!first) return comma
  // "puse Merlo y es Moreno"
  if (link[1]?.word === 'es') return false
  if (link.slice(1).some(separated)) return false
  // "nací en Bolivia y vivo en Ezpeleta"
  if (link.some(({ word, sound }) => word === 'yo' || OWN.some(cues => cues.has(sound))))
    return false
  if (/^[yeou]$/.test(first.word)) return link.length <= (previous.weight < 3 ? 4 : 6)
  return comma && OTHER_ONE.test(first.word) && link.length <= (previous.weight < 3 ? 1 : 6)
}

export const spread = (weighed: readonly Weighed[], words: readonly Word[]) => {
  const result: Weighed[] = []
  for (const item of weighed) {
    const previous = result.at(-1)
    if (previous && inherits(previous, item, words)) {
      const weight = (previous.weight < 3 ? Math.min : Math.max)(previous.weight, item.weight)
      result.push({ ...item, weight })
    } else result.push(item)
  }
  return result
}

const nestedWeight = (inner: Weighed, outer: Weighed) => {
  if (inner.vague) return outer.weight
  return inner.weight < 3 ? inner.weight : Math.max(inner.weight, outer.weight)
}

/** Drops localidades explained by a municipio named next to them, and homonyms elsewhere. */
export const nest = (weighed: readonly Weighed[], words: readonly Word[]) => {
  const kept: Weighed[] = []
  for (const item of weighed) {
    const previous = kept.at(-1)
    const { mention } = item
    const inner = previous && isNested(previous.mention, mention, words) ? previous : undefined
    // "Mendoza, Las Heras": the province first.
    const abroad =
      previous && isOutside(previous.mention) && isRightAfter(previous.mention, mention, ',', words)
    if (abroad && !isOutside(mention)) continue
    const contained =
      inner &&
      (isOutside(mention)
        ? !isOutside(inner.mention)
        : inner.vague || (isMunicipio(mention) && !isMunicipio(inner.mention)))
    if (contained) kept[kept.length - 1] = { ...item, weight: nestedWeight(inner, item) }
    else kept.push(item)
  }
  return kept
}

const PLURAL =
  /^(casas|terrenos|lotes|viviendas|propiedades|oficinas|familias|otro|otra|telefonos|direcciones)$/

// Nobody lives in two municipios: "vivo en Necochea y Dorrego" is a corner, and so is "Suipacha y
// Arenales, Tandil", where a list would join the last name by "y".
const isCorner = (a: Weighed, b: Weighed, next: Weighed | undefined, words: readonly Word[]) => {
  const [link, ...more] = between(a.mention, b.mention, words)
  if (link?.word !== 'y' || more.length > 0) return false
  const before = clauseBefore(words, a.mention.from, 6)
  if (before.some(word => PLURAL.test(word.word))) return false
  const sits = before.some(
    word => LIVES.has(word.sound) || /^(esta|queda|ubicad[oa])$/.test(word.word),
  )
  if (sits && words[a.mention.from - 1]?.word === 'en') return true
  if (isOutside(a.mention)) return false
  const town =
    next && !isOutside(next.mention) && between(b.mention, next.mention, words).length <= 1
  return !!town && words[b.mention.to + 1]?.gap === ',' && words[a.mention.from]?.gap !== ','
}

export const withoutCorners = (weighed: readonly Weighed[], words: readonly Word[]) => {
  const streets = new Set<Weighed>()
  weighed.forEach((b, i) => {
    const a = weighed[i - 1]
    if (!a || streets.has(a) || !isCorner(a, b, weighed[i + 1], words)) return
    streets.add(a).add(b)
  })
  return weighed.filter(item => !streets.has(item))
}
