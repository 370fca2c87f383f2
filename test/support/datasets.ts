import { cpSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readConfig } from '../../src/config.ts'
import { createCore } from '../../src/core.ts'
import { openDatabase } from '../../src/storage/database.ts'
import { silent, temporaryFolder } from './core.ts'
import { openChat } from './responder.ts'

/** A small Province: offices by their telephone, which is in no other dataset. */
export const csvOf = (telefono: string, more: readonly string[] = []) =>
  [
    'MUNICIPIO,LOCALIDADES,CABECERA,DEPENDENCIA,DIRECCION,TELEFONO',
    `Morón,"Castelar, Haedo",Morón,Tierras,Brown ${telefono},${telefono}`,
    'Azul,Chillar,Azul,Tierras,Yrigoyen 424,02281-424',
    'Tandil,Gardey,Tandil,Tierras,Belgrano 485,0249-485',
    'Pila,Casalins,Pila,Tierras,Rivadavia 7,02242-7',
    'Lobos,Salvador María,Lobos,Tierras,Salgado 40,02227-40',
    'Provincia de Buenos Aires,,,Escribanía General de Gobierno,Calle 6,0221-111',
    ...more,
  ].join('\n')

export const bytesOf = (text: string) => new TextEncoder().encode(text)

/** A data folder of its own with this file of offices; the program can be started on it again. */
export const openProvince = (csv: string) => {
  const folder = temporaryFolder()
  const dataDir = join(folder.path, 'data')
  const databasePath = join(folder.path, 'iamjus.db')
  const writeFile = (text: string) => writeFileSync(join(dataDir, 'datos_tierras.csv'), text)
  cpSync('data', dataDir, { recursive: true })
  writeFile(csv)
  return {
    path: folder.path,
    writeFile,
    database: () => openDatabase(databasePath),
    start: async (env: Readonly<Record<string, string>> = {}) => {
      const config = readConfig({ DATABASE_PATH: databasePath, DATA_DIR: dataDir, ...env })
      const core = await createCore(config, silent)
      const { datasets } = core.admin
      /** Looks at a file and publishes it, whatever is doubtful about it. */
      const publish = async (text: string, comment = '') => {
        const { dataset, base } = await datasets.preview(bytesOf(text), 'ana')
        return datasets.publish({ id: dataset.id, base, comment, confirmed: true }, 'ana')
      }
      return {
        ...core,
        ...datasets,
        publish,
        decide: datasets.publish,
        chat: () => openChat(core.inbox),
        stop: () => core.close(2000),
      }
    },
    remove: folder.remove,
  }
}

export type Province = ReturnType<typeof openProvince>
