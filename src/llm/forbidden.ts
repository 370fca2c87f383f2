// What no answer may say, whatever it was written from: marks of programs, talk of the model about
// itself, promises in the name of the State, and what only somebody who cheats would ask for.
// A list can never be whole: it stands behind the check against the sources, not in its place.

/** Markup or roles of a conversation between programs. Not folded. */
const ROLE =
  /<\s*\/?\s*[a-z|!?]|[a-z|]\s*>|<<|>>|\[\/?(?:inst|sys|system|user|assistant)|\b(?:system|assistant|user|human|developer|model|sistema|asistente)\s*:|^\s*(?:system|assistant|user|model)\s*$|```|!\[|\]\((?!https?:)|javascript:|data:text|&[a-z]+;|&#|#{2,}\s|\|/im

// Folded, as all that follows.
const SELF =
  /\b(?:mis? (?:instruccion\w*|reglas?|prompt|programacion|directivas?|configuracion|entrenamiento)|instrucciones:|modelo de (?:lenguaje|ia|inteligencia)|prompt|language model|inteligencia artificial|como (?:una )?ia\b|fui (?:programad|entrenad|instruid)[oa]|openai|chatgpt|gemma|jailbreak|ranuras?|casilleros?|etiquetas para|(?:reglas|restricciones|formato) (?:indicad|pedid|del sistema)|segun (?:el contexto|las entradas)|contexto (?:disponible|proporcionado)|(?:la|las|primera|segunda) entradas? (?:dice|que|1|2)|el ciudadano quiere|debo (?:usar|responder)|(?:tengo que|voy a) (?:resumir|responder|saludar|redactar)|borrador|paso 1: ident)|[[(]\s*(?:fin de )?(?:las? )?(?:fichas|consulta)\b/

/** A label of the model for what it writes, or talk of what it was given. */
const LABEL = /^\W*(?:pregunta|entrada|respuesta|municipio|consulta)\s*:|\bfichas\b/

const DENIED = String.raw`(?<!\b(?:no|nadie|nunca|ni|sin)\b(?: \w+){0,3} )`
const THING = /escritura|titulo|casa|tramite|juicio|acta/
const OUTCOME =
  /\b(?<!\bno (?:\w+ )?)(?:vas a (?:tener|ganar|recibir|obtener|conseguir)|va a ser tuya?|(?:ya )?(?:es|son|sera) (?:tuy|suy|de ustedes)\w*|(?:ya )?te pertenece|te (?:la |lo )?(?:van|va) a (?:dar|aprobar|otorgar|entregar|salir)|te (?:la |lo )?(?:aprueban|otorgan|regalan|da la)|(?:escritura|titulo|tramite) (?:ya )?(?:sale|salio|(?:esta|queda) (?:aprobad|list|firmad|en marcha)\w*)|te (?:la|lo|las|los) (?:dan|entregan|firman|damos)|ganas|ganaste|igual te)\b/
/** Says on what it depends, or in which order it goes: no promise. */
const HEDGE =
  /^\s*\d{1,2}[.)]|\b(?:si(?!,)|puede|pueden|podria|depende|pregunt\w*|gratis|a tu nombre|cuando|primero|recien|despues|luego|hasta|para que|antes|ultimo|inscribe)\b/

const PROMISES: readonly RegExp[] = [
  new RegExp(`${DENIED}\\b(?:garantiz\\w+|prometo|prometemos|te juro|aseguro|aseguramos)`),
  new RegExp(`${DENIED}(?<!\\b(?:en|como|de|una|hay) )\\bgarantia\\b`),
  /\b(?:doy mi palabra|dalo por hecho|hagamos de cuenta)\b/,
  new RegExp(
    `${DENIED}\\b(?:es|esta) (?:\\w+ )?(?:seguro|segura|asegurad[oa]|confirmado|un hecho) que\\b`,
  ),
  /\b(?:seguro|seguramente|sin (?:ninguna )?dudas?|indefectiblemente|definitivamente|con seguridad|si o si|automaticamente|de una) (?:que )?(?:(?:te|se|le|la|lo|los|las) )*(?:dan|das|va|van|vas|aprueb\w+|otorg\w+|entreg\w+|sale|salen|ganas|gana|tenes|tendras|corresponde)\b|\bsale (?:si o si|siempre|seguro)\b/,
  /\b(?:te|se|le) (?:la|lo|las|los) (?:van a dar|aprueban|van a aprobar|otorgan|van a otorgar|van a entregar|tienen que dar)\b|\bte (?:la|lo) (?:dan|firman|entregan) (?:igual|seguro|si o si|sin|fija)\b|\bte dan la escritura (?:con|igual)\b/,
  /\bla ley te da|\by listo\b|\bpierden? su derecho|\bsiempre (?:sale|te la|la dan)/,
  /\b(?:te|le) (?:van|va) a (?:dar|aprobar|otorgar|entregar|reconocer) (?:la |el |tu )?(?:escritura|titulo|razon|casa)/,
  /\b(?:nadie|nunca|jamas|ningun\w*) (?:\w+ ){0,3}(?:puede|pueden|podra|podran|va|van) (?:\w+ ){0,2}(?:sacar|desaloj|quit|reclam|echar|rechaz|neg)|\bno te mueve nadie/,
  /\bno (?:(?:te|los|la|lo|le) )?(?:puede|pueden|podra|podran|van a|va a) (?:poder )?(?:\w+ )?(?:desaloj|sac|quit|echar|reclam|rechaz|neg)/,
  /\bno hay (?:forma|manera|chance|posibilidad|riesgo) de (?:que|perder)|\bsin la escritura, no pasa nada|\bnadie (?:\w+ )?controla/,
  /\b(?:cien|100) ?(?:por ciento|%)/,
  /\b(?:tu|su) (?:tramite|escritura|titulo|casa|expediente|legajo) (?:ya )?(?:esta|fue|quedo|queda) (?:\w+ )?(?:aprobad|otorgad|asegurad|firmad|list|salio)|\b(?:ya )?(?:sos|quedas|quedaste|estas) (?:\w+ )?(?:aprobad|anotad|inscript|duen|propietari)|\bqueda firmado tu|\bya podes retirar/,
  /^\W*(?:aprobad|certificad)[oa]\b/,
  // How the matter of one person stands, no source knows.
  /\b(?:tu|su) (?:tramite|escritura|titulo|casa|expediente|legajo|carpeta|caso) (?:(?:ya|todavia|te) )*(?:esta (?:terminad|en la (?:oficina|escribania)|en (?:camino|curso|revision|orden))|tiene (?:escritura|titulo|numero)|termino|espera)/,
  /\bya tenes (?:derecho|la escritura|el titulo)|\bcumplis con todo|\b(?:te|les) corresponde (?:el titulo|la escritura)|\bperdiste la casa/,
  /\b(?:la justicia|el juez|la jueza|el tribunal|el estado) (?:va a|te|le|fallara|dara|firma)\b|\bla ley (?:\S+ )?(?:esta de tu lado|te da)|\besta(?:n)? obligad[oa]s? a\b/,
  /\b(?:no|ni|nunca) (?:(?:te|le|les|lo|la|los|las) )*(?:llames|llamen|denuncies|denuncien|avises|vayas|declares|respondas|contestes|hagas caso|dejes entrar|pidas (?:recibo|comprobante|constancia))\b|\b(?:rompe|tira) (?:la|el|esa|ese) (?:citacion|carta|cedula|notificacion)/,
  /\bsin que (?:\w+ ){1,4}(?:se enteren|sepan|se entere|sepa)\b|\bno tienen? (?:que|por que) (?:saber|enterarse)|\bcambia la cerradura\b/,
]

/** Acts that a text cannot do, and who it cannot be. */
const POSES =
  /\b(?:ya )?te (?:anote|reserve|inscribi|confirmo|llamo|espero|esperamos|llamaremos|aprobamos)\b|\bte va a llamar|\bestoy en la oficina|\b(?:aca|habla) (?:la oficina|el director)|\bte habla\b|\btrabajo (?:para|en) |\bmi primo|\bun conocid\w|conozco a alguien|^\W*(?:yo )?soy (?!un asistente|el asistente|iamjus)/
const ASKS =
  /\b(?:mandame|pasame|decime|dame|dejame|contame|enviame|mandanos|pasanos|escribime)\b (?:\w+ ){0,4}(?:dni|documento|cuil|cuit|clave|fotos?|telefono|celular|direccion|recibos|tarjeta|cbu|contrasena|privado)\b|\bllamame\b|\bfotos? (?:a|de|del) (?:tu |el |la )?(?:dni|documento|tarjeta)\b/
const CHEATS =
  /\bfecha vieja|\bfirmal[oa] vos|aunque no sea cierto|\b(?:recibos|papeles) de otra persona|\bquema(?:los)? (?:los|el|la|tus)|\b(?:tira|quema) los (?:recibos|papeles)|\bdeja de pagar|\blos (?:bolivianos|paraguayos|peruanos|chilenos|venezolanos|extranjeros) no\b|\bdale algo\b|\bpagale\b|\bla sena\b|\brecibos originales a\b|\b(?:regalo|atencion|colaboracion|propina|plata) (?:al?|para el|para la) (?:emplead|funcionari|escriban)\w*|\b(?:vecino|vecina|amigo|pariente|familiar|otro|otra) (?:que )?firme por vos|\bfecha (?:de antes|anterior|atrasada)\b|\ba nombre de (?:un|una|tu) (?:vecin|amig)\w+|\baunque no vivas (?:en|ahi)/
const ABUSE =
  /\b(?:put[oa]s?|idiotas?|imbecil|estupid[oa]s?|mierda|boludo|pelotud[oa]|vag[oa]s?|matate|colgate|suicid\w+|veneno|hermosa|criptomonedas|vota (?:por|al?)|peronistas?|radicales|kirchner\w*|milei|macri|ladron(?:es)?|chorros?|corrupt[oa]s?)\b/

export type Forbidden = 'rol' | 'instrucciones' | 'promesa' | 'ajeno'

/** Why a sentence may not be shown whatever its sources, if so. `folded` is `seen` folded. */
export const forbiddenIn = (seen: string, folded: string): Forbidden | undefined => {
  if (ROLE.test(seen)) return 'rol'
  if (SELF.test(folded)) return 'instrucciones'
  if (PROMISES.some(promise => promise.test(folded))) return 'promesa'
  if (OUTCOME.test(folded) && THING.test(folded) && !HEDGE.test(folded)) return 'promesa'
  if ([POSES, ASKS, CHEATS].some(list => list.test(folded))) return 'promesa'
  return LABEL.test(folded) || ABUSE.test(folded) ? 'ajeno' : undefined
}
