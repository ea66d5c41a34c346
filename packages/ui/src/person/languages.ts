/** ISO 639-3 languages offered first when somebody is asked which they use: those of the first deployment (DOMAIN.md, Words), then more. */
export const SPOKEN = [
  'ara', 'eng', 'hin', 'urd', 'ben', 'npi', 'mal', 'tam', 'sin', 'tgl', 'swa', 'amh', 'fra',
  'tel', 'pan', 'guj', 'mar', 'kan', 'fas', 'pus', 'ind', 'tha', 'vie', 'mya', 'khm', 'som', 'orm', 'tir', 'hau', 'yor', 'ibo', 'lug', 'kin', 'por', 'spa', 'rus', 'tur', 'zho',
] as const
