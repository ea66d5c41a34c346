import { deskAnswering } from '@ihala/desk'
import { defineService } from '@ihala/kit'
import { beds } from './beds/beds.ts'
import { kind } from './kind.ts'
import { partiesOfResidents } from './stays/resident-parties.store.ts'
import { stays } from './stays/stays.ts'

/** A shelter: the common desk, beds tonight, and who stays. */
export const service = defineService({ kind: kind.name, features: [deskAnswering(partiesOfResidents), beds, stays], serves: kind.serves })
