/**
 * The city that an IANA zone is named for, as people spell it: the last part of the name, but for old spellings in the
 * database and for the cities that German has names of its own for.
 */

/** The areas whose zones are named for places. `Etc/GMT+5`, `EST` and `US/Eastern` have no city. */
const areas = new Set(
  'Africa America Antarctica Arctic Asia Atlantic Australia Europe Indian Pacific'.split(' ').map((name) => `${name}/`),
);

/** Where the name of the zone is not the city's today. ICU still uses the older names of the database. */
const spellings: Readonly<Record<string, string>> = {
  Calcutta: 'Kolkata',
  Coral_Harbour: 'Atikokan',
  Dacca: 'Dhaka',
  Ho_Chi_Minh: 'Ho Chi Minh City',
  Katmandu: 'Kathmandu',
  Kiev: 'Kyiv',
  Macao: 'Macau',
  Rangoon: 'Yangon',
  Saigon: 'Ho Chi Minh City',
  Sao_Paulo: 'São Paulo',
  Ulan_Bator: 'Ulaanbaatar',
};

const germanNames: Readonly<Record<string, string>> = {
  Algiers: 'Algier',
  Athens: 'Athen',
  Baghdad: 'Bagdad',
  Belgrade: 'Belgrad',
  Brussels: 'Brüssel',
  Bucharest: 'Bukarest',
  Cairo: 'Kairo',
  Copenhagen: 'Kopenhagen',
  Damascus: 'Damaskus',
  Havana: 'Havanna',
  'Hong Kong': 'Hongkong',
  Khartoum: 'Khartum',
  Kyiv: 'Kiew',
  Lisbon: 'Lissabon',
  Luxembourg: 'Luxemburg',
  'Mexico City': 'Mexiko-Stadt',
  Moscow: 'Moskau',
  Nicosia: 'Nikosia',
  Prague: 'Prag',
  Riyadh: 'Riad',
  Rome: 'Rom',
  Singapore: 'Singapur',
  Tashkent: 'Taschkent',
  Tbilisi: 'Tiflis',
  Tehran: 'Teheran',
  Tokyo: 'Tokio',
  Tripoli: 'Tripolis',
  Vienna: 'Wien',
  Warsaw: 'Warschau',
  Yerevan: 'Eriwan',
  Zurich: 'Zürich',
};

/**
 * @param zoneName an IANA name
 * @param language BCP 47; the spelling is English in any but German
 * @returns null for a zone that is not named for a place
 */
export function cityOfZone(zoneName: string, language: string): string | null {
  const slash = zoneName.indexOf('/') + 1;
  if (!areas.has(zoneName.slice(0, slash))) return null;
  const last = zoneName.slice(zoneName.lastIndexOf('/') + 1);
  const city = spellings[last] ?? last.replaceAll('_', ' ');
  return /^de\b/i.test(language) ? (germanNames[city] ?? city) : city;
}
