import { fold } from '../text.ts'

// What turns the meaning of a text around needs no word that the text does not have: "hace falta"
// and "no hace falta". Where that would cost a person most it is looked for clause by clause: who
// says that something need not be, is allowed, is to be paid or will be lost has to have read it.

interface Kind {
  /** Says so; the group that matched holds what of. Folded, as all of these. */
  readonly says: RegExp
  /** A clause of a source may say so. */
  readonly source: RegExp
  /** What may be said in any case. */
  readonly unless?: RegExp
}

const CLITICS = '(?:(?:te|le|se|les|me|lo|la|los|las) )*'

const NEED_NOT: Kind = {
  says: new RegExp(
    String.raw`\b(?:no|ni|tampoco) ${CLITICS}(?:hacen? falta|necesit\w+|importa\w*|interesa|tenes que|tienen? que|hay que|(?:es|son) (?:necesari|obligatori|requisito)\w*|pid(?:en|as)|exigen?|llev[ea]s)\b(.*)|^(.*)\bno (?:hacen? falta|importa\w*|(?:es|son) (?:necesari|obligatori)\w*)$`,
  ),
  source: /\b(?:no|ni|sin|nunca|tampoco|nadie|ningun[ao]?)\b/,
  unless:
    /\b(?:abogad|gestor|intermediari|escriban[oa] particular|juicio|contratar|complet|cuenta|nada|apur|preocup)/,
}
const ALLOWED: readonly Kind[] = [
  {
    says: /\b(?:podes|se puede|pueden)\b(?=.*\b(?:aunque|igual|sin|otra|otro|cuando quier\w+)\b)(.*)/,
    source: /\b(?:pod|pued|sirve|igual|aunque)\w*/,
    unless: /\b(?:podes|pueden) (?:ir a )?(?:consultar|preguntar|averiguar)/,
  },
  {
    says: /(?<!\bno )\b(?:podes|se puede|pueden) ((?:vender|alquilar|transferir|hipotecar|donar|prestar).*)/,
    source: /./,
  },
]
const TO_BE_PAID: Kind = {
  says: /(?<!\b(?:no|sin|nada que|ni) (?:\w+ )?)\b(?:se paga\w*|(?:tenes|tienen?|hay) que pagar\w*|abona\w*|cuesta\w*)\b(.*)|(.*)\b(?:no (?:es|son|sale) (?:\w+ )?gratis|(?:la|lo|los|las) (?:pagas|paga\w*|abona\w*)|se paga\w*)\b|\b(?:lleva|junta|prepara) (?:la )?plata\b(.*)/,
  source: /\b(?:pag|abon|cuest|cost|cobr|gast)\w*/,
}
const LOST: Kind = {
  says: /(?<!\b(?:no|nadie) (?:\w+ ){0,2})\b(?:te desaloj\w+|te (?:sacan|quitan|rematan)|perd(?:es|eras)|(?:puede|pueden|va a|van a) (?:sacar|quitar|desalojar|echar)te|te puede\w* (?:sacar|quitar|desalojar|echar|rematar)|ya no es tuy\w)\b(.*)/,
  source: /\b(?:desaloj|sac[ae]|quit|remat|perd|tuy|ech[ae]|ejecut)\w*/,
}
const KINDS = [NEED_NOT, ...ALLOWED, TO_BE_PAID, LOST]

const CLAUSE = /[,;:.()\n!?¿¡«»"]+| (?:pero|sino|porque) /

const clausesOf = (text: string) =>
  fold(text.replaceAll('*', ''))
    .split(CLAUSE)
    .map(clause => clause.trim())
    .filter(Boolean)

/** Of what a clause says, so much has to stand together in one clause of a source. */
const SHARE = 0.6

/** Gives whether a sentence says, in one of these ways, what none of the sources says. */
export const createReversals = (
  sources: readonly string[],
  termsOf: (text: string) => readonly string[],
) => {
  const clauses = sources.flatMap(clausesOf)
  const kinds = KINDS.map(({ source, ...kind }) => ({
    ...kind,
    told: clauses.filter(clause => source.test(clause)).map(clause => new Set(termsOf(clause))),
  }))
  const isTold = (terms: readonly string[], told: readonly ReadonlySet<string>[]) =>
    told.some(source => {
      const known = terms.filter(term => source.has(term)).length
      return known > 0 && known >= terms.length * SHARE
    })
  return (sentence: string): boolean =>
    clausesOf(sentence).some(clause =>
      kinds.some(({ says, unless, told }) => {
        const match = says.exec(clause)
        if (!match || unless?.test(clause)) return false
        const of = match.slice(1).find(Boolean) ?? clause
        return !isTold([...new Set(termsOf(of))], told)
      }),
    )
}
