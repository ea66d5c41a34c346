/** Somebody's name in their own script, and in the other one that is known, so that every reader can read it. */
export function BothNames({ name, otherName }: { readonly name: string; readonly otherName: string | null }) {
  return (
    <>
      <bdi>{name}</bdi>
      {otherName !== null && (
        <>
          {' '}
          <bdi className="small muted">{otherName}</bdi>
        </>
      )}
    </>
  )
}
