/** Where the page is, below the address that serves it. */
export const TODAY_PATH = '/today/'

const ZONE = 'Asia/Qatar'

/**
 * A page that says nothing but what day it is: where “leave this page” of the demonstration goes. It needs no network and no script, and
 * names neither the demonstration nor anybody in it. A real network names a harmless site of its own (`workerPages.leaveTo`).
 */
export function todayPage(now: Date): string {
  return `<!doctype html>
<html lang="ar" dir="rtl"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><title>التقويم · Calendar</title><link rel="icon" href="data:,"><link rel="stylesheet" href="today.css"></head>
<body><main><h1>${said(now, 'ar-u-nu-arab', { hour: 'numeric', minute: '2-digit' })}</h1>
<p>${said(now, 'ar-u-nu-arab', DAY)}</p><p>${said(now, 'ar-u-ca-islamic-umalqura-nu-arab', DATE)}</p>
<div lang="en" dir="ltr"><p>${said(now, 'en-GB', DAY)}</p><p>${said(now, 'en-u-ca-islamic-umalqura', DATE)}</p></div></main></body></html>
`
}

const DATE = { day: 'numeric', month: 'long', year: 'numeric' } as const
const DAY = { weekday: 'long', ...DATE } as const

function said(now: Date, locale: string, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(locale, { timeZone: ZONE, ...options }).format(now)
}
