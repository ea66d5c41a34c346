declare module '*.css'
declare module '*.json?first' {
  const texts: Readonly<Record<string, string>>
  export default texts
}
declare module '*.json?others' {
  const texts: Readonly<Record<string, string>>
  export default texts
}
