import { HOUR, NO_HOUR, type Reader, said, words } from './units.ts'

// Hours of the day. In "8:30 hs" and in "de 8 a 14 hs" nothing lasts for hours, so times are read
// before what measures.

const CLOCK = String.raw`(\d{1,2})(?:[:.](\d\d)| y (media|cuarto))?`
const SUFFIX = String.raw`(?: ?(?:(?:${HOUR})(?![\p{L}\p{N}])|([ap])\.? ?m(?![\p{L}\p{N}])))?\.?`
const PARTS: Readonly<Record<string, string>> = { media: '30', cuarto: '15' }

/** "8", "08:00" and "8 a. m." are one time, and so are "14:30" and "2 y media p. m.". */
const timeOf = ([hour = '', minute = '', part = '', half = '']: readonly string[]) => {
  const hours = half ? (Number(hour) % 12) + (half === 'p' ? 12 : 0) : Number(hour)
  return `${hours}:${minute || (PARTS[part] ?? '00')}`
}

const range = (find: RegExp): Reader => [
  find,
  (_, ...all) => [`hora ${timeOf(all.slice(0, 4))} a ${timeOf(all.slice(4))}`],
]
const single = (find: RegExp): Reader => [find, (_, ...all) => [`hora ${timeOf(all)}`]]

export const TIMES: readonly Reader[] = [
  range(
    words(
      String.raw`(?:(?:de|desde|a|entre)(?: las?)? |las? )?(?<![\d./,-])${CLOCK}${SUFFIX}(?: ?[–—-] ?| (?:a|hasta) )(?:las? )?${CLOCK}${SUFFIX}(?!\d|[/.,-]\d|\s*%|\s*(?:${NO_HOUR})(?![\p{L}\p{N}]))`,
    ),
  ),
  range(words(`entre las? ${CLOCK}${SUFFIX} y (?:las? )?${CLOCK}${SUFFIX}`)),
  // "Las 24 horas" last, unlike "las 8 horas".
  single(words(`(?:a|desde|hasta|tipo) las? (?!24 ?(?:${HOUR}))${CLOCK}${SUFFIX}`)),
  single(words(String.raw`(\d{1,2}):(\d\d)()${SUFFIX}`)),
  single(words(String.raw`(\d{1,2})\.(\d\d)() ?(?:${HOUR})`)),
  single(words(String.raw`(\d{1,2})(?:\.(\d\d))?() ?([ap])\.? ?m`)),
]

/** After what measures: "hasta 10 días" is no time. */
export const HOURS: readonly Reader[] = [
  single(words(`(?:a partir de|desde|antes de|despues de|hasta|tipo) (?:las? )?${CLOCK}${SUFFIX}`)),
  said('lunes|martes|miercoles|jueves|viernes|sabados?|domingos?|feriados?|fin(?:es)? de semana'),
  said(
    '(?:por|a|de|en|toda) la (?:manana|tarde|noche)s?|de (?:noche|madrugada)|(?:solo|unicamente) con turno|mediodia|medianoche|todo el dia|siesta|mananita|tardecita|de sol a sol|almuerzo|paro',
  ),
]
