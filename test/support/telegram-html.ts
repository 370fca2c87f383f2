// How the Bot API reads `parse_mode: HTML`, as strict as its documentation.

const TAGS = new Set(['b', 'strong', 'i', 'em', 'u', 's', 'a', 'code', 'pre', 'blockquote'])
const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"' }

const TOKEN =
  /<(?<close>\/)?(?<tag>[a-z-]+)(?: href="(?<href>[^"<>]*)")?>|&(?<entity>\w+);|(?<bad>[<>&])|(?<letters>[^<>&]+)/gy

export interface ReadHtml {
  /** What is seen. */
  readonly text: string
  readonly links: readonly { readonly text: string; readonly href: string }[]
  /** Names of the tags, in order. */
  readonly tags: readonly string[]
}

const decode = (text: string) =>
  text.replace(/&(\w+);|&/g, (_, name = '') => {
    const letter = ENTITIES[name]
    if (letter === undefined) throw new Error(`unsupported entity "${name}"`)
    return letter
  })

/** Reads the text; throws an `Error` where the Bot API would not take it. */
export const readHtml = (html: string): ReadHtml => {
  const open: { tag: string; href: string | undefined; start: number }[] = []
  const links: { text: string; href: string }[] = []
  const tags: string[] = []
  let text = ''
  let read = 0
  for (const { 0: raw, index, groups = {} } of html.matchAll(TOKEN)) {
    const { close, tag, href, entity, bad, letters } = groups
    read = index + raw.length
    if (letters !== undefined) text += letters
    else if (entity !== undefined) text += decode(raw)
    else if (bad !== undefined || !tag) throw new Error(`unescaped "${bad}" at offset ${index}`)
    else if (!TAGS.has(tag)) throw new Error(`unsupported tag "${tag}" at offset ${index}`)
    else if (close) {
      const last = open.pop()
      if (last?.tag !== tag) throw new Error(`unmatched end tag at offset ${index}`)
      if (last.href !== undefined) links.push({ text: text.slice(last.start), href: last.href })
    } else {
      if ((tag === 'a') !== (href !== undefined)) throw new Error(`bad attributes at ${index}`)
      tags.push(tag)
      open.push({ tag, href: href && decode(href), start: text.length })
    }
  }
  if (read < html.length) throw new Error(`cannot read at offset ${read}`)
  if (open.length > 0) throw new Error(`can't find end tag of "${open.at(-1)?.tag}"`)
  return { text, links, tags }
}
