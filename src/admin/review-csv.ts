import { BOM, csvLine, harmless } from './csv-cells.ts'
import { dayOf, timeOfDay } from './days.ts'
import type { ReviewItem, Why } from './review.ts'

const HEADER = [
  'id',
  'fecha',
  'hora',
  'canal',
  'charla',
  'motivo',
  'mensaje',
  'respuesta',
  'municipios',
  'comentario',
  'visto_por',
  'visto_el',
]

const WORDS: Readonly<Record<Why, string>> = {
  fallback: 'sin respuesta',
  abandoned: 'quedó en una pregunta',
  'thumbs-down': 'no sirvió',
}

/** The same list, without lines that begin like a formula. */
const withBullets = (reply: string) => reply.replace(/^- /gm, '• ')

const lineOf = (item: ReviewItem) =>
  csvLine([
    String(item.id),
    dayOf(item.at.getTime()),
    timeOfDay(item.at.getTime()),
    item.channel,
    item.chat,
    WORDS[item.why],
    harmless(item.text),
    harmless(withBullets(item.reply)),
    item.municipios.join('; '),
    harmless(item.reason ?? ''),
    item.seen?.by ?? '',
    item.seen ? dayOf(item.seen.at.getTime()) : '',
  ])

/** The queue as a CSV file, a piece at a time. */
export const reviewCsv = async function* (items: AsyncIterable<ReviewItem>) {
  yield BOM + csvLine(HEADER)
  for await (const item of items) yield lineOf(item)
}
