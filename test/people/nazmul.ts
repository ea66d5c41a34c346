import { SHAPLA_SETU, ZAHRAT_AL_MAWJ } from './companies.ts'
import type { Person } from './person.ts'

/** Engine hand of the crew; stays with the union office and goes only as a number. */
export const NAZMUL: Person = {
  key: 'nazmul',
  names: { latin: 'Nazmul Hasan Mridha', own: 'নাজমুল হাসান মৃধা' },
  sex: 'male',
  ageBand: '35-49',
  dateOfBirth: '1986-09-30',
  nationality: 'BD',
  languages: [
    { code: 'ben', speaks: true, reads: true },
    { code: 'hin', speaks: true, reads: false },
  ],
  passport: 'BDX7730415',
  residencePermit: '99986730415',
  telephone: '+97400004128',
  employer: ZAHRAT_AL_MAWJ,
  recruiter: SHAPLA_SETU,
  sections: {
    identity: {
      names: { latin: 'Nazmul Hasan Mridha', own: 'নাজমুল হাসান মৃধা' },
      sex: 'male',
      dateOfBirth: '1986-09-30',
      nationality: 'BD',
      passport: 'BDX7730415',
      residencePermit: '99986730415',
    },
    contact: { telephone: '+97400004128', whereabouts: 'Room 6, behind the ice store, Ras Al Nakhla jetty' },
    'safe-contact': {
      mayContact: true,
      telephone: '+97400004128',
      hours: { from: '05:00', until: '05:30' },
      codeWord: 'mango season',
      never: 'The foreman sometimes takes the phone: hang up when nobody says the code word.',
    },
    health: {
      summary:
        'Takes a tablet for blood pressure every morning; nine tablets are left. Hears badly on the right side from the engine room.',
    },
    employment: {
      employer: 'Zahrat Al Mawj Marine Transport W.L.L.',
      recruiter: 'Shapla Setu Recruiting Agency',
      occupation: 'engine hand',
      sector: 'H',
      site: 'Pontoon 3, Ras Al Nakhla jetty',
      since: '2024-11-02',
      passportHeldBy: 'employer',
      claims: [
        { head: 'wages', minorUnits: 620_000, currency: 'QAR', from: '2026-07-01', until: '2026-10-31' },
        { head: 'leave', minorUnits: 155_000, currency: 'QAR', from: '2025-11-02', until: '2026-11-01' },
        { head: 'fees', minorUnits: 38_000_000, currency: 'BDT', from: '2024-09-18', until: '2024-09-18' },
      ],
      firstContactOn: '2026-11-08',
    },
    family: { summary: 'Wife Shirin and daughter Tania, ten, at Kolmipara; a field is pledged for the agent’s fee.' },
  },
  testimony: {
    own: {
      language: 'ben',
      text: [
        'আমি ইঞ্জিন ঘরে কাজ করি। জুলাই মাস থেকে বেতন পাইনি। দালাল তিন লক্ষ আশি হাজার টাকা নিয়েছে, তার জন্য জমি বন্ধক রেখেছি।',
        'ক্যাপ্টেন ইদ্রিস পাসপোর্ট আটকে রেখেছে। চাইলে বলে, «সমুদ্রে ফেলে দেব, কেউ জানবে না»। জেটির বাইরে যেতে দেয় না, মাঝে মাঝে ফোনও কেড়ে নেয়।',
        'মেয়ের স্কুলের বেতন দিতে পারছি না। আমি এখনই অন্য অফিসে নাম দিতে চাই না, আগে দেখতে চাই সুমনের কী হয়।',
      ].join('\n'),
      approvedByPerson: true,
      indicators: [
        'restriction-of-movement',
        'isolation',
        'intimidation-and-threats',
        'retention-of-identity-documents',
        'withholding-of-wages',
        'debt-bondage',
      ],
    },
    english: {
      language: 'eng',
      text: [
        'I work in the engine room. I have had no pay since July. The agent took three hundred and eighty thousand taka, and I pledged our field for it.',
        'Captain Idris keeps the passport. If I ask for it he says: “I will throw you into the sea and nobody will know.” He does not let us leave the jetty and sometimes he takes the phone as well.',
        'I cannot pay my daughter’s school. I do not want to give my name to another office yet; first I want to see what happens to Suman.',
      ].join('\n'),
      approvedByPerson: true,
      indicators: [
        'restriction-of-movement',
        'isolation',
        'intimidation-and-threats',
        'retention-of-identity-documents',
        'withholding-of-wages',
        'debt-bondage',
      ],
    },
  },
  phrases: ['throw you into the sea', 'I pledged our field for it', 'সমুদ্রে ফেলে দেব, কেউ জানবে না', 'জমি বন্ধক রেখেছি'],
  screening: [
    { indicator: 'abuse-of-vulnerability', confidence: 'medium' },
    { indicator: 'deception', confidence: 'weak' },
    { indicator: 'restriction-of-movement', confidence: 'strong' },
    { indicator: 'isolation', confidence: 'medium' },
    { indicator: 'physical-and-sexual-violence', confidence: 'absent' },
    { indicator: 'intimidation-and-threats', confidence: 'strong' },
    { indicator: 'retention-of-identity-documents', confidence: 'strong' },
    { indicator: 'withholding-of-wages', confidence: 'strong' },
    { indicator: 'debt-bondage', confidence: 'strong' },
    { indicator: 'abusive-working-and-living-conditions', confidence: 'medium' },
    { indicator: 'excessive-overtime', confidence: 'medium' },
  ],
  consent: { language: 'ben', how: 'recorded-oral', interpreter: 'shared-pool' },
  evidence: [
    { file: 'nazmul-messages.png', name: 'Messages of 14 October 2026', mediaType: 'image/png', about: 'message', languages: ['ben'] },
  ],
  home: 'Shalbon Para, Kolmipara, Noapur',
}
