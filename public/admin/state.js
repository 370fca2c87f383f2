import { createBanner } from './banner.js'
import { createChannels, troubles } from './channels.js'
import { h, statusLine } from './dom.js'
import { createService } from './service.js'

const EVERY_MS = 5000

/** @type {import('../config.js').Tab} */
export const tab = {
  id: 'estado',
  title: 'Estado',
  show: (container, api) => {
    const status = statusLine()
    let left = false
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer

    /** @param {{ background?: boolean }} options */
    const load = async options => {
      const { data, problem, code } = await api.get('/admin/api/state', options)
      if (left) return
      // The session has ended: what only some may see goes, and the login comes.
      if (code === 'sin_sesion') return load({})
      if (!data) return status.complain(problem)
      status.tell('')
      channels.update(data.channels)
      banner.update(data)
      service.update({ ...data, problems: [...data.problems, ...troubles(data.channels)] })
    }
    const refresh = () => load({})
    const channels = createChannels(api, refresh)
    const banner = createBanner(api, refresh)
    const service = createService()

    /** @param {boolean} background */
    const watch = async background => {
      await load({ background })
      if (!left) timer = setTimeout(watch, EVERY_MS, true)
    }

    container.append(
      h(
        'div',
        { class: 'stack' },
        status.line,
        service.problems,
        ...channels.nodes,
        ...banner.nodes,
        ...service.nodes,
      ),
    )
    void watch(false)
    return () => {
      left = true
      clearTimeout(timer)
    }
  },
}
