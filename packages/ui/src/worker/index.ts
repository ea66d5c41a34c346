// The second door of this package: what a service needs to answer a worker's browser. It stands apart from `index.ts` because that one
// loads React and the desk's screens, which run in a browser and never in Node; this one loads words, pictures and templates alone.
export { contentOf, type Draft, draftFrom, EMPTY_DRAFT, faultsOf, STEPS, type Step, stepAsked, stepFrom, TYPED } from './draft.ts'
export { LANGUAGES, WORKER_LANGUAGES, type WorkerLanguage } from './languages.ts'
export { type Markup, textOf } from './markup.ts'
export { type BodyNames, openedPage } from './parts.ts'
export { certificatePage, donePage, proofPage, type Receipt, receiptPage, retypePage } from './receipt.pages.ts'
export { fieldsOf, languagesPage, startPage, stepPage, waitPage } from './report.pages.ts'
export { codePage, decoyPage, type SeenPage, seenPage, takeBackPage } from './seen.pages.ts'
export { type Setting, WORKER_PATH } from './setting.ts'
export { workerStyle } from './style.ts'
export { daysPage, protectedPage } from './told.pages.ts'
export { WHO_STEPS, type WhoStep, type WhoTyped, whoFields, whoPage } from './who.pages.ts'
