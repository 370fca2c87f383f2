import { join } from 'node:path'
import type { ConversationId } from './channel.ts'
import type { Config } from './config.ts'
import { createConversation } from './conversation/conversation.ts'
import { createInbox } from './conversation/inbox.ts'
import { createEmergencyCheck } from './conversation/safety.ts'
import { readHistory } from './conversation/turns.ts'
import { createUnderstanding } from './conversation/understanding.ts'
import { openDirectory } from './municipios/directory.ts'
import { readLexicon } from './municipios/lexicon.ts'
import { createSuggest } from './municipios/suggest.ts'
import { checkHealth } from './observability/health.ts'
import type { Logger } from './observability/logger.ts'
import { openDatabase } from './storage/database.ts'
import { readEntries } from './tramites/entries.ts'
import { createKnowledge } from './tramites/knowledge.ts'

export type Core = Awaited<ReturnType<typeof createCore>>

/** Builds everything below the channels: data, detection, conversation, inbox. */
export const createCore = async (config: Config, log: Logger) => {
  const { dataDir } = config
  const db = await openDatabase(config.databasePath)
  const csvPath = join(dataDir, 'datos_tierras.csv')
  const directory = await openDirectory({ db, csvPath, log, now: Date.now })
  const { municipios } = directory
  const lexicon = readLexicon(dataDir)
  const knowledge = createKnowledge(readEntries(dataDir))
  const understand = createUnderstanding({ dataDir, lexicon, municipios, knowledge })
  const emergencyOf = createEmergencyCheck(dataDir, word => lexicon.words.has(word))
  const suggest = createSuggest(municipios)
  const respond = createConversation({ understand, knowledge, directory, suggest, emergencyOf })
  const inbox = createInbox({ db, respond, log })
  return {
    inbox,
    understand,
    chats: {
      history: (id: ConversationId) => readHistory(db, id),
      forget: inbox.forget,
    },
    health: () => checkHealth(db, directory),
    /** Answers what was taken, for at most `ms`, and closes the database. */
    close: async (ms: number) => {
      await inbox.drain(ms)
      await db.destroy()
    },
  }
}
