import axe from 'axe-core'
import type { Page } from 'playwright-core'

/** WCAG 2.2, A and AA. */
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/** What axe finds wrong with the page as it is now: the rule, and where. */
export const violationsOf = async (page: Page) => {
  // As the browser's own console does it: the policy of the page lets no other script in.
  await page.evaluate(axe.source)
  const { violations } = await page.evaluate(
    tags => (globalThis as unknown as { axe: typeof axe }).axe.run({ runOnly: tags }),
    TAGS,
  )
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
}
