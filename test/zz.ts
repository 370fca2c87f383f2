import { createCore } from '../src/core.ts'
import { readConfig } from '../src/config.ts'
import { createLogger } from '../src/observability/logger.ts'
import { createWebAdapter } from '../adapters/web/adapter.ts'
import { rmSync } from 'node:fs'
rmSync('/tmp/zz', { recursive: true, force: true })
const mb=(l:string)=>{const m=process.memoryUsage();process.stdout.write(`${l.padEnd(10)} rss ${(m.rss/1e6).toFixed(0)} heapTotal ${(m.heapTotal/1e6).toFixed(0)} used ${(m.heapUsed/1e6).toFixed(0)} ext ${(m.external/1e6).toFixed(1)} ab ${(m.arrayBuffers/1e6).toFixed(1)}\n`)}
const log=createLogger('silent')
const config=readConfig({DATABASE_PATH:'/tmp/zz/a.db',PORT:'8124',RATE_LIMIT_CHAT:'0',RATE_LIMIT_ADDRESS:'0'})
const core=await createCore(config,log); mb('core')
const t0=performance.now()
for(let i=0;i<10000;i++){const r=await core.inbox.receive({channel:'web',chatId:`bench-xxxxx${i}`,messageId:String(i),sentAt:new Date(),content:{kind:'text',text:['hola, donde queda la oficina de tierras de Quilmes?','q papeles llevo soy de ituzaingo','es gratis?','telefono de tierras en sanmartin'][i%4]!}},{pulled:true,send:async()=>{},typing:async()=>{}}); await r.answered; if(i%2500===2499) mb('i'+i)}
console.log('per msg ms',(performance.now()-t0)/10000)
globalThis.gc?.(); mb('gc')
await core.close(100)
