import { readConfig } from '../config.ts'
import { openDatabase } from '../storage/database.ts'
import { createAudit } from './audit.ts'
import { createOperators } from './operators.ts'
import { Refused } from './refusals.ts'
import { askPassword } from './terminal.ts'

const HELP = `Usuarios de la administración (/config):

  npm run admin -- add NOMBRE        agrega un usuario
  npm run admin -- list              muestra los usuarios
  npm run admin -- password NOMBRE   le pone otra clave y cierra sus sesiones
  npm run admin -- code NOMBRE       le quita el código del teléfono, si lo perdió
  npm run admin -- remove NOMBRE     lo quita y cierra sus sesiones

La clave se pide sin mostrarla; si no escribís ninguna, se crea una al azar que se muestra una vez
y hay que cambiar al entrar.
`

const say = (text: string) => process.stdout.write(`${text}\n`)

const date = (at: Date | undefined) => at?.toISOString().slice(0, 16).replace('T', ' ') ?? 'nunca'

const run = async ([action, name]: readonly string[]) => {
  if (!action || (action !== 'list' && !name)) {
    say(HELP)
    return action ? 1 : 0
  }
  const db = await openDatabase(readConfig(process.env).databasePath)
  const operators = createOperators(db, Date.now)
  const audit = createAudit(db, Date.now)
  const recorded = (what: string) =>
    audit.record({ user: 'consola', action: what, detail: name ?? '' })
  const withPassword = async (set: typeof operators.add, done: string) => {
    const typed = await askPassword(`Clave de «${name}» (Enter: una al azar): `)
    const password = await set(name ?? '', typed)
    say(done)
    if (!typed) say(`Clave: ${password}\nSe muestra esta única vez. Va a tener que cambiarla.`)
  }
  const actions: Readonly<Record<string, () => Promise<unknown>>> = {
    add: async () => {
      await withPassword(operators.add, `Se agregó el usuario «${name}».`)
      await recorded('agregar-usuario')
    },
    password: async () => {
      await withPassword(operators.setPassword, `«${name}» tiene otra clave.`)
      await recorded('cambiar-clave')
    },
    code: async () => {
      await operators.setTotp(name ?? '', null)
      await recorded('quitar-codigo')
      say(`«${name}» entra sin código.`)
    },
    remove: async () => {
      await operators.remove(name ?? '')
      await recorded('quitar-usuario')
      say(`Se quitó el usuario «${name}».`)
    },
    list: async () => {
      for (const one of await operators.list())
        say(
          [
            one.name.padEnd(20),
            one.totp ? 'con código' : 'sin código',
            `última entrada: ${date(one.lastLoginAt)}`,
            one.mustChange ? 'tiene que cambiar la clave' : '',
          ].join('  '),
        )
    },
  }
  const act = actions[action]
  if (act) await act().finally(() => db.destroy())
  else {
    await db.destroy()
    say(HELP)
  }
  return act ? 0 : 1
}

try {
  process.exitCode = await run(process.argv.slice(2))
} catch (error) {
  const reason = error instanceof Error ? error.message : String(error)
  process.stderr.write(error instanceof Refused ? `${reason}\n` : `No se pudo. ${reason}\n`)
  process.exitCode = 1
}
