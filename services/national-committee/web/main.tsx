import { deskApp } from '@ihala/ui'

// The committee co-ordinates and counts; it refers nobody and nobody is referred to it (D-7). Its members are the shared screen.
deskApp({ kind: 'national-committee', refers: false, receives: false, pages: [] })
