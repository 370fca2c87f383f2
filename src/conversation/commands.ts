import { fold } from '../text.ts'

export type Command = 'start' | 'ayuda' | 'borrar'

const COMMANDS: Readonly<Record<string, Command>> = {
  '/start': 'start',
  '/ayuda': 'ayuda',
  '/help': 'ayuda',
  '/borrar': 'borrar',
  borrar: 'borrar',
}

/** The command that a message is, if it is one: `/borrar`, `/ayuda@bot` or the bare word "borrar". */
export const commandOf = (text: string): Command | undefined => {
  const [name = '', ...rest] = fold(text).split(/[\s@]/)
  if (!name.startsWith('/') && rest.length > 0) return undefined
  return Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
}
