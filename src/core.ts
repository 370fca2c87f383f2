import { join } from 'node:path'
import { checkFirst, createAdmin } from './admin/admin.ts'
import { pruneAudit } from './admin/audit.ts'
import { createDatasets } from './admin/datasets.ts'
import { openSettings } from './admin/settings.ts'
import { createTrials } from './admin/trials.ts'
import { openWatch } from './admin/watch.ts'
import type { Config } from './config.ts'
import { createChats } from './conversation/chats.ts'
import { readOpen } from './conversation/claims.ts'
import { createGate } from './conversation/gate.ts'
import { createInbox } from './conversation/inbox.ts'
import { createKnow, createLive } from './conversation/known.ts'
import { asEvidence } from './conversation/prose.ts'
import { createEmergencyCheck } from './conversation/safety.ts'
import { createUnderstanding } from './conversation/understanding.ts'
import { createUrgent } from './conversation/urgent.ts'
import { createHousekeeping } from './housekeeping.ts'
import { createModel } from './llm/model.ts'
import { openPrompts } from './llm/prompts.ts'
import { pruneDatasets } from './municipios/datasets.ts'
import { readLexicon } from './municipios/lexicon.ts'
import { openDirectory } from './municipios/loading.ts'
import { checkHealth } from './observability/health.ts'
import type { Logger } from './observability/logger.ts'
import { createMeasures } from './observability/measures.ts'
import { createBackups } from './storage/backups.ts'
import { openDatabase } from './storage/database.ts'
import { emptyLog } from './storage/sweep.ts'
import { readEntries, readForeign } from './tramites/entries.ts'
import { keepIn } from './tramites/keeping.ts'
import { createKnowledge, termsOf } from './tramites/knowledge.ts'
import { readSynonyms } from './tramites/synonyms.ts'

export type Core = Awaited<ReturnType<typeof createCore>>

const DAY_MS = 24 * 60 * 60 * 1000
/** Who changed what is asked long after. */
const AUDIT_DAYS = 365
/** Share of the time for closing in which answers may still be written. */
const WRITING = 0.75

/** Builds everything below the channels: data, detection, conversation, inbox. */
export const createCore = async (config: Config, log: Logger) => {
  checkFirst(config.admin)
  const { dataDir } = config
  const db = await openDatabase(config.databasePath)
  const csvPath = join(dataDir, 'datos_tierras.csv')
  const loaded = await openDirectory({ db, csvPath, log, now: Date.now })
  const lexicon = readLexicon(dataDir)
  const entries = readEntries(dataDir)
  const knowledge = createKnowledge(
    entries,
    readSynonyms(dataDir),
    readForeign(dataDir),
    keepIn(join(config.cacheDir, 'aprendido')),
  )
  const understanding = createUnderstanding({ dataDir, lexicon, knowledge })
  const emergencyOf = createEmergencyCheck(dataDir, word => lexicon.words.has(word))
  const prompts = await openPrompts({ db, dataDir, now: Date.now })
  const model =
    config.llm &&
    createModel({
      config: config.llm,
      prompts,
      entries: entries.map(asEvidence),
      termsOf,
      isSpanish: word => lexicon.words.has(word),
      log,
    })
  const know = createKnow({ understanding, knowledge, emergencyOf, writer: model })
  const live = createLive(know(loaded.directory))
  const { understand, writeProse } = live
  const admin = createAdmin({ db, config: config.admin, log, now: Date.now })
  const settings = await openSettings({ db, now: Date.now, record: admin.audit.record })
  const provincial = () => live.known().directory.provincial
  const urgent = createUrgent(emergencyOf)
  const gate = createGate({ ...live, urgent, provincial, settings })
  const measures = createMeasures()
  const inbox = gate.before(
    createInbox({ db, respond: gate.respond, urgent, log, measure: measures.message }),
  )
  const datasets = createDatasets({ db, csvPath, loaded, know, live, now: Date.now })
  const health = () => checkHealth(db, datasets.problem(), model?.status())
  const backups = createBackups({ config })
  const watch = await openWatch({
    db,
    databasePath: config.databasePath,
    settings,
    audit: admin.audit,
    prompts,
    model: model?.status,
    health,
    lastBackup: backups.status,
    now: Date.now,
  })
  const housekeeping = createHousekeeping({
    tasks: [
      { name: 'contar lo nuevo', run: watch.figures.count },
      { name: 'borrar lo viejo', run: () => inbox.prune(config.retentionDays * DAY_MS) },
      {
        name: 'borrar lo viejo del registro de cambios',
        run: () => pruneAudit(db, Date.now() - Math.max(config.retentionDays, AUDIT_DAYS) * DAY_MS),
      },
      { name: 'borrar los datos que no se publicaron', run: () => pruneDatasets(db, Date.now()) },
      { name: 'vaciar el registro de la base', run: () => emptyLog(db) },
      { name: 'hacer la copia de seguridad', run: backups.run },
    ],
    log,
  })
  const trials = createTrials({
    db,
    respondWith: instructions => {
      const { respond, respondBy } = live.known()
      return model && instructions !== undefined
        ? respondBy(model.instructedBy(instructions))
        : respond
    },
  })
  return {
    inbox,
    backups,
    housekeeping,
    measures,
    /** Messages that wait to be answered or delivered. */
    open: () => readOpen(db),
    understand,
    chats: createChats({ db, forget: inbox.forget, now: Date.now }),
    /** Offices of the Province, as they are now. */
    provincial,
    /** What citizens of a channel should know before they write. */
    notice: gate.notice,
    health,
    admin: { ...admin, ...watch, prompts, datasets, trials, hasModel: model !== undefined },
    model,
    writeProse,
    /** In `ms` the model stops writing: whoever still waits for it gets what the data says. */
    endWriting: (ms: number) => {
      setTimeout(() => model?.close(), ms).unref()
    },
    /** Answers what was taken, for at most `ms`, and closes the database. */
    close: async (ms: number) => {
      housekeeping.stop()
      await inbox.drain(ms * WRITING)
      // Whoever still waits for the model gets what the data says.
      model?.close()
      await inbox.drain(ms * (1 - WRITING))
      await db.destroy()
    },
  }
}
