// What identifies a person, and is kept from logs and models.

const DATE =
  /^(\d{1,2}[-. /]\d{1,2}[-. /]\d{2,4}|\d{4}[-. /]\d{1,2}[-. /]\d{1,2}|(19|20)\d{2}\D+(19|20)\d{2})$/

// Order matters: the longest kinds of number first. Separators are what people type in between.
const PERSONAL: readonly (readonly [pattern: RegExp, mask: string])[] = [
  [/[\p{L}\p{N}._%+-]+@[\p{L}\p{N}.-]+\.\p{L}{2,}/gu, '[correo]'],
  [/\b\d{22}\b/g, '[cbu]'],
  [/\b(?:\d{4}[ -]?){3}\d{4}\b/g, '[tarjeta]'],
  [/\b(?:20|23|24|27|30|33|34)[ -.]?\d{8}[ -.]?\d\b/g, '[cuil]'],
  [/\b\d{1,2}[.,]\d{3}[.,]\d{3}\b/g, '[dni]'],
  [/\b(?:dni|documento|d\.n\.i\.?)\W{0,3}(?:n[°ºro.]*\W{0,2})?\d[\d. ]{5,10}\d/gi, '[dni]'],
  [/(?:\+|\(|\b)(?:\d[ ().-]{0,2}){7,15}\d\b/g, '[teléfono]'],
  [/\b\d{7,8}\b/g, '[dni]'],
]

const WORD = String.raw`\p{L}[\p{L}'’-]*`
/** No part of a name, though it may stand where one does. */
const PLAIN = `(?!(?:${[
  'a al alguien algo ambos aun con cual de del dos el ella en es esa ese esta estoy hay hola la las lo los',
  'me mi mis mucho mucha naci nací necesito no nos nosotros otra otro para pero por porque pregunto puedo que',
  'quien quiero quería queria se si sin somos soy su sus te tengo tu un una vivimos vivo y ya yo dni cuil tel',
]
  .join(' ')
  .replaceAll(' ', '|')})(?![\\p{L}]))`

/** Who somebody says to be, and the number of a house in its street. */
const SAID: readonly (readonly [pattern: RegExp, mask: string])[] = [
  [
    new RegExp(
      `\\b((?:me llamo|mi (?:nombre|apellido)(?: completo)? es|a nombre de):? )${PLAIN}${WORD}(?: ${PLAIN}${WORD}){0,3}`,
      'giu',
    ),
    '$1[nombre]',
  ],
  [
    /\b((?:[Ss]oy|[Ss]aluda|[Aa]tte\.?|[Aa]tentamente),? )(?!La |Los |Las |El |San |Santa |Villa |General )\p{Lu}\p{Ll}+(?: (?:de |del |la )*\p{Lu}\p{Ll}+){1,3}/gu,
    '$1[nombre]',
  ],
  // "calle 25 de Mayo 1200"; not "calle 66 y 137", "en la calle Mitre desde 1998"
  [
    /\b((?:calle|av(?:da|enida)?\.?|pasaje|pje\.?|diagonal|diag\.?)(?: (?!(?:y|e|desde|hasta|entre|en|vivo|hace)\b)[\p{L}\d°º.]+?){1,6}? )\d{2,5}\b(?! de [a-z]+o\b)/giu,
    '$1[altura]',
  ],
]

/** Whether the text has a document, an account or a card in it. */
export const namesDocument = (text: string) =>
  /\[(dni|cuil|cbu|tarjeta)\]/.test(maskPersonalData(text))

/** What all of these have, and most messages have not. */
const MAY_BE_NUMBERED = /[@\d０-９]/
const MAY_BE_SAID = /llamo|nombre|apellido|soy |saluda|att?e|\d/i

const maskNumbers = (text: string) =>
  PERSONAL.reduce(
    (masked, [pattern, mask]) =>
      masked.replace(pattern, found => (DATE.test(found.trim()) ? found : mask)),
    text.replace(/[０-９]/g, wide => String.fromCharCode(wide.charCodeAt(0) - 0xfee0)),
  )

/**
 * The text without what identifies a person: documents, phones, e-mails, bank accounts, the name
 * that somebody says to have, the number of a house.
 */
export const maskPersonalData = (text: string) => {
  const masked = MAY_BE_NUMBERED.test(text) ? maskNumbers(text) : text
  return MAY_BE_SAID.test(masked)
    ? SAID.reduce((said, [pattern, mask]) => said.replace(pattern, mask), masked)
    : masked
}
