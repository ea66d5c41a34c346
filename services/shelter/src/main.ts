import { run } from '@ihala/kit'
import { service } from './service.ts'

await run(service)
