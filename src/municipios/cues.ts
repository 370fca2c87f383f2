import { createSlips } from '../slips.ts'
import { phonetic } from '../spelling.ts'

// The words around a name that tell whether a place is meant, and whose. Compared by sound,
// since "vivo" is often written "bibo".

const sounds = (words: string) => new Set(words.trim().split(/\s+/).map(phonetic))

export const ARTICLE = sounds('el la los las lo')
export const OF = sounds('de del d')
export const IN = sounds('en n')
export const TOWARDS = sounds('para pa hacia desde')

/** Head nouns and verbs that ask for a place after "de": "soy de", "la oficina de". */
export const PLACE_HEAD = sounds(`soy somos sos es son vengo venimos seria
  partido partidos pdo municipio municipios municipalidad muni localidad ciudad distrito pueblo zona barrio
  intendencia comuna oficina oficinas tierras tierra vecino vecina vecinos delegacion catastro
  provincia aca aka aki alla lado gente habitante direccion direcciones telefono telefonos horario horarios numero numeros tel
  wsp whatsapp mail correo web pagina region cabecera estacion centro parte abajo cerca acerca
  casas escrituras escritura escrituracion regularizacion tramite familia familias residente domicilio
  jubilado jubilada nativo habitat titulos afueras campo interior arriba requisitos atencion turno
  turnos contacto datos dominial afuera info informacion dominio papeles hola buenas saludos`)

/** Words that name the place that follows directly: "partido Merlo", "municipio de". */
export const NAMES_PLACE =
  sounds(`partido pdo municipio municipalidad muni localidad ciudad distrito
  pueblo zona comuna intendencia lado`)

/** Where who says it lives. */
export const DWELLS = sounds(`vivo vivimos vivis viviendo bivo resido residimos
  radico radicado radicada domicilio domiciliada domiciliado estoy estamos habito habitamos
  instale instalamos quedo quedamos quede`)

export const LIVES = new Set([...DWELLS, ...sounds('ahora actualmente aca aka aqui')])

export const BELONGS = sounds('soy somos')

/** What is said around a place by who says nothing else: "hola, soy del partido de X". */
export const FRAME: ReadonlySet<string> = new Set([
  ...ARTICLE,
  ...OF,
  ...IN,
  ...TOWARDS,
  ...BELONGS,
  ...sounds(`a al e y o por yo nosotros nos mi mis sos es son esta estan queda vivo vivimos resido residimos estoy estamos
  vengo venimos hablo escribo consulto tengo tenemos aca aka aki aqui
  partido pdo municipio municipalidad muni localidad ciudad distrito pueblo zona barrio cabecera
  provincia prov pcia buenos aires bs as bsas pba argentina
  casa terreno lote vivienda propiedad
  no perdon perdona mejor digo equivoque confundi corrijo era
  hola holaa ola buenas buen buenos dia dias tarde tardes noche noches gracias favor porfa si ok`),
])

export const PROPERTY =
  sounds(`casa casas casita terreno terrenos terrenito lote lotes lotecito vivienda
  viviendas propiedad propiedades rancho ranchito depto departamento inmueble casilla predio quinta manzana cuadra mia nuestra nuestro`)

/** The one that is asked about: "la mía", "la que falta". */
export const THE_ONE = sounds('mia mio nuestra nuestro falta faltaria consulto pregunto averiguo')

/** Of a place only where they stand right before it. */
export const DEED = sounds('oficina escrituro escriturar escritura escriturarla')

/** What is said instead of something else: "no, perdón, Moreno". */
export const CORRECTS = sounds('perdon perdona mejor digo equivoque confundi corrijo sino nono')

/** "yo dije Moreno", "puse Merlo y es Moreno" */
export const SAID = sounds('dije puse')

/** "no es en Merlo" */
export const IS_AT = sounds('es esta queda son')

/** What a house does where it is, and what its people do with it. */
export const HOLDS =
  sounds(`es esta estan queda quedan son siendo sigue encuentra encuentran ubicado ubicada sito sita
  tengo tenemos`)

/** An office of another municipio serves, and sends on. */
export const SERVED =
  sounds(`atendieron atendio dijeron mandaron mando derivaron derivo rebotaron reboto
  sacaron echaron dicen dice`)
export const OFFICE = sounds('oficina muni municipalidad municipio casa ventanilla tierras')
export const VISITED =
  sounds(`fui fuimos mandaron mando derivaron derivo vengo venimos dijeron parte
  atendieron`)

/** Of another time: it says where the person is not. */
export const FORMERLY = sounds(`naci nacio nacida nacido nacimos oriundo oriunda originario
  originaria viviamos vivia vivian antes crie criamos criada criado cria crio emigre colimba trabajaba
  laburaba domiciliaba residia residiamos fallecio murio murieron
  deje dejamos alquilaba alquilabamos
  separe separamos pare paramos vivio`)

/** Elsewhere, for work or in passing; the place asked about only when no other is named. */
export const ELSEWHERE = sounds(`estuve anduve
  estudio estudia estudie compro compraba vacaciones veraneo paseo viaje viajo viajamos
  alquilo alquilamos alquile casamos case enviude enviudo vivi jubile egrese fue fueron estaba estaban tenia teniamos preste hice servicio conoci fui iba dieron
  venia vendi vendimos recomendacion entrego entregaron irse
  prestada prestado hicieron firme firmamos estuvo estuvimos`)

/** "nos vinimos a Merlo" is where they live; "vinimos de Merlo", where they do not. */
export const MOVED = sounds(
  'vine vinimos vino vinieron mude mudamos mudo mudaron traslade trasladamos fuimos pasamos terminamos sali salimos llegue llegamos',
)
export const CAME = sounds('vino vinieron')

export const OTHERS = sounds(`vendedor vendedora dueno duena propietario escribano escribana hermana
  hermanas hermano hermanos hijo hija hijos hijas primo prima tio tia cunado cunada yerno nuera sobrino sobrina sobrinos sobrinas tios primos cunados padrino madrina
  senora esposa esposo marido mujer
  amigo amiga suegra suegro suegros nieto nieta nietos abuelo abuela exmarido patron patrona
  abogado abogada heredero herederos papa mama padre madre viejo vieja padres familia vendio firmo
  companera companero vecina vecino conocido comadre compadre gestor inmobiliaria`)

export const OTHERS_VERB =
  sounds(`vive viven es son era eran esta estan vivia mudo mudaron tiene fue nacio quedo
  atiende vino trabaja vendio`)

export const STREET =
  sounds(`calle calles av avda avenida avd pasaje pje psje diagonal diag bulevar boulevard
  bv blvd ruta esquina esq autopista autovia colectora camino plaza plazoleta escuela hospital colegio
  parque peatonal jardin capilla parroquia iglesia puente sanatorio clinica club linea tren ramal roca linea
  avenidad cortada cale caye biblioteca instituto monumento salita sociedad radio`)

/** First word of the names of many barrios. */
export const OPENS_NAME = sounds('barrio bo villa san santa parque loma altos colonia paraje')

/** "me dijeron en Luján" is where it was said; what they said is another matter. */
export const TOLD = sounds('dijeron dijo mandaron mando')

/** Near a station is not in the municipio that it is named after. */
export const LANDMARK = sounds('estacion parada apeadero terminal rotonda cruce puerta')

export const CROSSING = sounds('y e entre esquina esq casi')
export const CORNER_AFTER = sounds('esquina esq casi entre')

export const TITLE =
  sounds(`senor senora sr sra srta senorita don dona dr dra doctor doctora escribano
  escribana abogado abogada intendente intendenta licenciado licenciada jueza juez lic arq arquitecto arquitecta
  ingeniera profesor profesora profe apellido familia flia apellidos apellida llamo llama llaman nombre
  escribania inmobiliaria estudio doc maestra maestro cura padre sargento cabo oficial compadre comadre
  vecina vecino viuda esposa esposo marido mujer hermana hermano sucesion apoda firma atte suc
  tal sres senores comprador compradora vendedor vendedora titular firmante testigo kiosco almacen martillero agrimensor agrimensora`)

/** "hija de Tejedor" tells a family; "vecina de Tejedor", a place. */
export const KIN_OF = sounds(
  'hija hijo hijos nieta nieto viuda viudo esposa esposo sobrina sobrino senora',
)

/** Before a bare name: somebody is addressed or something counted; it is no place. */
export const DETERMINER = sounds(
  'un una unos unas mi mis tu tus su sus este esta estos estas ese esa gracias grasias',
)

/** All places of a short message are meant. */
export const BOTH = /(?<!\b(de|nombre) )\bl[oa]s (dos|tres)\b/

/** All places of the message are meant. */
export const EACH =
  /\b(amb[oa]s|cada (un[oa]|lado|lugar|cual|grupo)|comparten|(?<!cual de l[oa]s )(dos|tres) (lugares|oficinas|lados|partidos|municipios|localidades|direcciones))\b/

/** "antes vivía en Campana", "primero vivimos en Campana". */
export const EARLIER = sounds('antes primero')

export const WORK = sounds(
  'trabajo trabaja trabajamos trabajan trabajar trabaje laburo laburamos laburar labure cuido limpio limpiar limpiando',
)

/** Who sold, certified or advised: where they are is not where the house is. */
export const SELLER = sounds(`vendio vendieron vendia vendedor vendedora inmobiliaria escribano
  escribana abogado abogada gerente patron patrona martillero cooperativa constructora loteadora`)

/** "un señor de Quilmes", "una pareja de Pringles". */
export const SOMEONE = sounds(`senor senora hombre mujer pareja viuda viudo matrimonio tipo persona
  compadre comadre tio tia tios primo prima primos hermano hermana cunado cunada suegra suegro
  companero companera amigo amiga conocido`)

/** "en Balcarce y ahí sigo": what is said of a place after its name. */
export const STILL = sounds('sigo seguimos vivo vivimos estoy estamos quede quedamos tengo tenemos')

/** "compramos en San Nicolás" is where the house is. */
export const BOUGHT = sounds('compre compramos comprar compraron construimos edificamos')

export const CLUB =
  sounds(`hincha hinchas hinchada cancha juega jugo juegan jugaba jugaban club gol goles golazo
  aguante torneo campeon campeona descendio ascendio ascenso descenso equipo futbol dt remera camiseta
  gano perdio empato empataron empate perdieron ganaron contra versus clasico fanatico fanatica tribuna socio socia estadio ganamos
  perdimos ganarle bostero gallina copa entrena partidazo platea inferiores relegacion plantel
  arquero delantero jugar popular dale vamos juego jugando partidito cuervo cervecero granate tatengue`)

export const DATE_BEFORE =
  sounds(`el del dia hasta desde feriado feriados fecha para pasado proximo este al naci nacido nacida
  cumplo cumple`)

export const AFTER_PLACE =
  sounds(`provincia pcia pcia prov bs bsas buenos baires gba partido pdo localidad ciudad
  municipio pba conurbano centro barrio`)

/** What people say around a bare place name: greetings, questions, words of this service. */
export const COUNTER =
  sounds(`hola ola holis buenas buenos buen dia dias tardes noches gracias graciass porfa
  xfa favor por please pls che info informacion consulta pregunta requisitos requisito papeles papel
  documentos documentacion documento direccion telefono tel numero cel celular whatsapp wsp wpp wasap
  pasame dame decime mandame direcciones telefonos mail email correo horario horarios hora horas turno turnos oficina tierras tierra escritura escrituras
  escriturar tramite tramites beneficios beneficio municipio partido localidad ciudad provincia donde
  adonde dnd dnde cual cuales como cuanto cuando quien gratis sirve necesito quiero
  queria quisiera saber datos ubicacion atienden abren cierran costo vale cuesta hay ok
  piden pido paga pagar llevo llevar hacer consultar averiguar ayuda urgente ahora regularizacion dominial
  casa titulo contacto tiene tienen comparten atiende queda quedan atencion web pagina sale domicilio dir docs tierra habitat cobran pago costos
  perdon perdona mejor digo equivoque confundi corrijo si era
  beneficia costoso listado pasos condiciones boleto plano pregunto necesitamos nesesito kiero dato`)

const slip = createSlips([...COUNTER].filter(sound => sound.length >= 6))

/** A word that people say around a bare place name, also when mistyped ("direcion"). */
export const isCounter = (sound: string) => COUNTER.has(sound) || slip(sound) !== undefined

export const QUESTION = sounds('que q k ke para pa es se me a por x tengo hay ay en')

export const UNIT =
  sounds(`anos anios ano hs h hora horas personas familias metros mts m2 m hijos km kms kilometros
  mil pesos am pm dias meses cuadras veces hectareas has`)

export const NUMBER_MARK = sounds('al n nro numero num altura')
const NEAR = sounds(
  'cerca pegado pegada limite camino frente antes yendo llegando lindando pasando cruzando',
)

/** "cerca de", "al lado de"; but "del lado de Lanús" is in Lanús. Nearest word first. */
export const isNear = (before: readonly string[]) =>
  before.some((sound, i) => NEAR.has(sound) || (sound === 'lado' && before[i + 1] === 'al'))

export const NOT = sounds('no ni tampoco')

/** "necesito la plata": what follows is a thing, whatever place bears its name. */
export const WANTS = sounds(`necesito quiero tengo pido piden cobran cobro devuelvan devuelven
  saco presto junto conseguir juntar cobrar pagar perdi perdimos gasto`)
