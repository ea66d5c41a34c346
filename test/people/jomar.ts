import { BITUIN_DAGAT, ZAHRAT_AL_MAWJ } from './companies.ts'
import type { Person } from './person.ts'

/** Cook and seaman of the crew; stays with the union office and goes only as a number. */
export const JOMAR: Person = {
  key: 'jomar',
  names: { latin: 'Jomar Dalisay Quinones', own: 'Jomar Dalisay Quiñones' },
  sex: 'male',
  ageBand: '18-24',
  dateOfBirth: '2003-01-21',
  nationality: 'PH',
  languages: [
    { code: 'tgl', speaks: true, reads: true },
    { code: 'eng', speaks: true, reads: true },
  ],
  passport: 'PHX2103118A',
  residencePermit: '99903103118',
  telephone: '+97400004129',
  employer: ZAHRAT_AL_MAWJ,
  recruiter: BITUIN_DAGAT,
  sections: {
    identity: {
      names: { latin: 'Jomar Dalisay Quinones', own: 'Jomar Dalisay Quiñones' },
      sex: 'male',
      dateOfBirth: '2003-01-21',
      nationality: 'PH',
      passport: 'PHX2103118A',
      residencePermit: '99903103118',
    },
    contact: {
      telephone: '+97400004129',
      email: 'jomar.quinones@mail.example',
      whereabouts: 'Room 6, behind the ice store, Ras Al Nakhla jetty',
    },
    'safe-contact': {
      mayContact: true,
      telephone: '+97400004129',
      hours: { from: '14:00', until: '15:00' },
      codeWord: 'blue umbrella',
      never: 'Do not write his name in a message; the cabin phone is shared.',
    },
    health: { summary: 'Stomach trouble from the drinking water; otherwise well.' },
    employment: {
      employer: 'Zahrat Al Mawj Marine Transport W.L.L.',
      recruiter: 'Bituin ng Dagat Crewing Inc.',
      occupation: 'cook and ordinary seaman',
      sector: 'H',
      site: 'Pontoon 3, Ras Al Nakhla jetty',
      since: '2025-08-05',
      passportHeldBy: 'employer',
      claims: [
        { head: 'wages', minorUnits: 600_000, currency: 'QAR', from: '2026-07-01', until: '2026-10-31' },
        { head: 'ticket', minorUnits: 140_000, currency: 'QAR', from: '2026-08-05', until: '2026-08-05' },
      ],
      firstContactOn: '2026-11-08',
    },
    family: { summary: 'Mother Rosalinda needs treatment every month; he sends the money for it.' },
  },
  testimony: {
    own: {
      language: 'tgl',
      text: [
        'Kusinero at marinero ako sa bangka. Mula Hulyo ay wala kaming sahod. Kinuha ni Kapitan Idris ang pasaporte ko noong unang araw at ayaw niyang ibalik.',
        'Kapag nagreklamo kami, sinasabi niyang ipapakulong niya kami at hindi na kami makakabalik sa dagat. Tatlo kami sa isang kuwartong walang bintana, at maalat ang tubig na iniinom namin.',
        'Nag-aalala ako sa nanay ko na nagpapagamot buwan-buwan. Ayaw ko munang ibigay ang pangalan ko sa iba; sa unyon lang muna.',
      ].join('\n'),
      approvedByPerson: true,
      indicators: [
        'intimidation-and-threats',
        'retention-of-identity-documents',
        'withholding-of-wages',
        'abusive-working-and-living-conditions',
      ],
    },
    english: {
      language: 'eng',
      text: [
        'I am cook and seaman on the boat. We have had no wages since July. Captain Idris took my passport on the first day and will not give it back.',
        'When we complain he says he will have us jailed and that we will never work at sea again. The three of us sleep in one room without a window, and the water we drink is salty.',
        'I worry about my mother, who needs treatment every month. I do not want to give my name to others yet; only to the union for now.',
      ].join('\n'),
      approvedByPerson: true,
      indicators: [
        'intimidation-and-threats',
        'retention-of-identity-documents',
        'withholding-of-wages',
        'abusive-working-and-living-conditions',
      ],
    },
  },
  phrases: ['one room without a window', 'he will have us jailed', 'kuwartong walang bintana', 'ipapakulong niya kami'],
  screening: [
    { indicator: 'abuse-of-vulnerability', confidence: 'weak' },
    { indicator: 'deception', confidence: 'absent' },
    { indicator: 'restriction-of-movement', confidence: 'weak' },
    { indicator: 'isolation', confidence: 'weak' },
    { indicator: 'physical-and-sexual-violence', confidence: 'absent' },
    { indicator: 'intimidation-and-threats', confidence: 'strong' },
    { indicator: 'retention-of-identity-documents', confidence: 'strong' },
    { indicator: 'withholding-of-wages', confidence: 'strong' },
    { indicator: 'debt-bondage', confidence: 'absent' },
    { indicator: 'abusive-working-and-living-conditions', confidence: 'strong' },
    { indicator: 'excessive-overtime', confidence: 'medium' },
  ],
  consent: { language: 'tgl', how: 'signature', interpreter: 'none-needed' },
  evidence: [],
  home: '12 Sampaguita Lane, Barangay Hiwaga',
}
