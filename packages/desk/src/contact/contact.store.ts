import { insertion } from '@ihala/kit'
import { contacts } from './contact.tables.ts'

/** Writes that a person is contacted. */
export const insertContact = insertion(contacts, ['id', 'personId', 'at', 'byStaff', 'channel', 'purpose'])
