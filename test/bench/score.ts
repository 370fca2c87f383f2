import { SERVICE_INTENTS } from '../../src/conversation/intents.ts'
import type { Understood } from '../../src/conversation/understanding.ts'
import type { Found, Knowledge } from '../../src/tramites/knowledge.ts'
import type { Labelled, LabelledQuestion } from './labelled.ts'

export interface Judged {
  readonly label: Labelled
  readonly read: Understood
}

const same = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every(name => b.includes(name))

/** The municipios are exactly those of the label; where it is ambiguous, it asks among them. */
export const isRight = ({ label, read }: Judged) => {
  if (label.ambiguo) return read.municipios.length === 0 && same(read.candidates, label.municipios)
  const asksForNothing = label.municipios.length > 0 || read.candidates.length === 0
  return same(read.municipios, label.municipios) && asksForNothing
}

/** It names a municipio that it should not: a family would go to the wrong door. */
export const isWrong = ({ label, read }: Judged) =>
  label.ambiguo
    ? read.municipios.length > 0
    : read.municipios.some(name => !label.municipios.includes(name))

interface Counts {
  hit: number
  extra: number
  missed: number
}

const f1 = ({ hit, extra, missed }: Counts) =>
  hit + extra + missed === 0 ? 1 : (2 * hit) / (2 * hit + extra + missed)

const count = (
  pairs: readonly (readonly [told: readonly string[], found: readonly string[]])[],
) => {
  const counts = { hit: 0, extra: 0, missed: 0 }
  for (const [told, found] of pairs) {
    counts.hit += told.filter(name => found.includes(name)).length
    counts.missed += told.filter(name => !found.includes(name)).length
    counts.extra += found.filter(name => !told.includes(name)).length
  }
  return counts
}

/** F1 of the municipios named, over all messages together. */
export const municipioF1 = (judged: readonly Judged[]) =>
  f1(
    count(
      judged.map(({ label, read }) => [
        label.municipios,
        label.ambiguo ? read.candidates : read.municipios,
      ]),
    ),
  )

/** F1 of one intent. */
export const intentF1 = (judged: readonly Judged[], intent: string) =>
  f1(
    count(
      judged.map(({ label, read }) => [
        label.intenciones.filter(name => name === intent),
        read.intents.filter(name => name === intent),
      ]),
    ),
  )

/** The mean of the F1 of the three intents of the service. */
export const intentMacroF1 = (judged: readonly Judged[]) =>
  SERVICE_INTENTS.reduce((sum, intent) => sum + intentF1(judged, intent), 0) /
  SERVICE_INTENTS.length

export interface Answered {
  readonly question: LabelledQuestion
  readonly found: readonly Found[]
}

/** What a search finds for each question. */
export const searchAll = (
  knowledge: Knowledge,
  questions: readonly LabelledQuestion[],
): Answered[] =>
  questions.map(question => ({ question, found: knowledge.search(question.pregunta) }))

/** Share of the questions that have a right entry among the first `most` found. */
export const recallAt = (answered: readonly Answered[], most: number) =>
  answered.filter(({ question, found }) =>
    found.slice(0, most).some(({ entry }) => question.entradas.includes(entry.id)),
  ).length / answered.length

/** Share of the questions whose best entry is at least this relevant. */
export const relatedShare = (answered: readonly Answered[], threshold: number) =>
  answered.filter(({ found: [best] }) => best && best.relevance >= threshold).length /
  answered.length
