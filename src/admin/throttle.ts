import { isIPv6 } from 'node:net'

const MINUTE = 60_000
/** Failed logins from one address in a minute. */
const PER_ADDRESS = 5
/** Failed logins in a row of one name that cost nothing. */
const FREE = 3
const MAX_DELAY_MS = 5 * MINUTE
/** Names and addresses that are remembered; anybody can make more of them up. */
const REMEMBERED = 10_000

/** A provider hands whole networks of IPv6 addresses to one customer. */
const networkOf = (address: string) => {
  if (!isIPv6(address) || address.startsWith('::ffff:')) return address
  const [head = '', tail] = address.split('::')
  const groups = head.split(':').filter(Boolean)
  const rest = tail?.split(':').filter(Boolean) ?? []
  const gap = tail === undefined ? 0 : 8 - groups.length - rest.length
  return [...groups, ...Array<string>(gap).fill('0'), ...rest].slice(0, 4).join(':')
}

interface Count {
  failures: number
  /** For an address the end of its minute, for a name when it may be tried again. */
  until: number
}

const remember = (counts: Map<string, Count>, key: string, count: Count) => {
  counts.delete(key)
  counts.set(key, count)
  const [oldest] = counts.keys()
  if (counts.size > REMEMBERED && oldest !== undefined) counts.delete(oldest)
}

/**
 * Slows down whoever guesses passwords: five failures a minute from one address, and a wait that
 * doubles with each failure of one name, up to five minutes. Nobody is locked out for good.
 */
export const createThrottle = (now: () => number) => {
  const addresses = new Map<string, Count>()
  const names = new Map<string, Count>()

  return {
    /** Counts an attempt as failed until told otherwise; gives the ms to wait when it is refused. */
    attempt: (address: string, name: string): number => {
      const network = networkOf(address)
      const byName = names.get(name) ?? { failures: 0, until: 0 }
      const before = addresses.get(network)
      const fresh = { failures: 0, until: now() + MINUTE }
      const byAddress = before && before.until > now() ? before : fresh
      const full = byAddress.failures >= PER_ADDRESS ? byAddress.until - now() : 0
      const wait = Math.max(full, byName.until - now(), 0)
      if (wait > 0) return wait
      remember(addresses, network, { ...byAddress, failures: byAddress.failures + 1 })
      const failures = byName.failures + 1
      const delay = failures < FREE ? 0 : Math.min(1000 * 2 ** (failures - FREE), MAX_DELAY_MS)
      remember(names, name, { failures, until: now() + delay })
      return 0
    },
    /** The attempt was neither wrong nor right: what was counted before it still counts. */
    refunded: (address: string, name: string) => {
      const network = networkOf(address)
      const byAddress = addresses.get(network)
      if (byAddress)
        remember(addresses, network, { ...byAddress, failures: byAddress.failures - 1 })
      const byName = names.get(name)
      if (byName) remember(names, name, { failures: byName.failures - 1, until: 0 })
    },
    /** The attempt was right. */
    cleared: (address: string, name: string) => {
      names.delete(name)
      addresses.delete(networkOf(address))
    },
  }
}
