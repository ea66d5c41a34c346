import type { StaffRole } from '@ihala/contract'

/** Cedar: whoever has one of these roles. */
const either = (roles: readonly StaffRole[]): string => roles.map((role) => `principal in Role::"${role}"`).join(' || ')

/** Those who write down what somebody tells, and read it. */
export const WRITE = [
  'intake-officer',
  'liaison-officer',
  'shelter-worker',
  'clinician',
  'lawyer',
  'legal-coordinator',
  'case-worker',
  'duty-officer',
] as const
const WRITERS = either(WRITE)
/** Those who work with people. */
const WORKERS = either([...WRITE, 'approver'])
/**
 * Who covers the house at night, and who gives out its cases; and those who share the work by its nature: a house shares who stays
 * there and who is treated there, and an award takes two.
 */
const SHARES_THE_HOUSE = `${either(['duty-officer', 'legal-coordinator'])}
  || resource.kind == "shelter" && (${either(['shelter-worker', 'clinician'])})
  || resource.kind == "charity-funding" && (${either(['case-worker', 'approver'])})`

/**
 * Who may do what at the common desk (M3), in two layers. The first speaks of routes: by role alone. The second speaks of what a
 * handler has found: a `Case` (a referral, or a local person's file) is entered, and of each `Part` of it is said whether it is shown.
 * A case is `assigned` to "me", to "others" or to "nobody" yet; `reason` is why a member said they look, or "none"; `kind` is the
 * kind of this organisation; a part is a category of personal data, `words` (notes), or `line` (a colleague's case on a list);
 * `withheld` is true while who the person is, is sealed (M6); `kept` of what stays only by a law or a hold (c2). Row-level security stands below all of it.
 */
export const policies = `
permit (principal is Staff, action == Action::"read-directory", resource);

permit (principal is Staff, action in [Action::"count-refusal", Action::"write-contact", Action::"read-tasks", Action::"finish-task", Action::"read-referrals", Action::"read-person", Action::"read-referral", Action::"write-referral", Action::"decide-referral", Action::"write-watch-list", Action::"read-telephone", Action::"write-telephone", Action::"say-why", Action::"assign-case"], resource)
when { ${WORKERS} };

// What is written down of somebody, whoever only approves does not see and so does not write.
permit (principal is Staff, action in [Action::"write-person", Action::"read-file"], resource)
when { ${WRITERS} };

permit (principal is Staff, action in [Action::"read-exchange-state", Action::"compare-with-partner", Action::"verify-own-log"], resource)
when { principal in Role::"admin" };

// R-1, R-1a, M6: asked by one, confirmed by another one. The data-protection officer hears of it, and seals who somebody is.
permit (principal is Staff, action in [Action::"ask-danger", Action::"ask-release", Action::"record-compelled", Action::"read-second-person", Action::"tell-person"], resource)
when { ${WORKERS} };
permit (principal is Staff, action == Action::"confirm-second-person", resource)
when { principal in Role::"duty-officer" || principal in Role::"legal-coordinator" || principal in Role::"approver" || principal in Role::"data-protection-officer" };
// R-1a: the second person of another member is our duty officer.
permit (principal is Staff, action == Action::"answer-second-ask", resource)
when { principal in Role::"duty-officer" };
permit (principal is Staff, action in [Action::"record-compelled", Action::"read-second-person", Action::"tell-person", Action::"seal-person", Action::"read-alerts", Action::"finish-alert"], resource)
when { principal in Role::"data-protection-officer" };

// C9, C11: what somebody may know of what is held of them, and what they ask for.
permit (principal is Staff, action in [Action::"read-my-data", Action::"ask-my-data", Action::"exercise-right", Action::"answer-right", Action::"read-rights", Action::"complain-of-member"], resource)
when { ${WORKERS} };

// c2, M1: who was told to erase and what stays. A hold is asked by one and put in force by another one.
permit (principal is Staff, action in [Action::"read-holders", Action::"read-holds", Action::"ask-hold"], resource)
when { principal in Role::"data-protection-officer" || ${WORKERS} };
permit (principal is Staff, action in [Action::"confirm-hold", Action::"end-hold"], resource)
when { principal in Role::"duty-officer" || principal in Role::"legal-coordinator" || principal in Role::"approver" || principal in Role::"data-protection-officer" };

permit (principal is Staff, action == Action::"read-kept", resource)
when { principal in Role::"data-protection-officer" };

permit (principal is Staff, action in [Action::"read-staff", Action::"change-staff"], resource)
when { principal in Role::"admin" };

permit (principal is Staff, action == Action::"read-counts", resource)
when { principal in Role::"analyst" };

permit (principal is Staff, action in [Action::"read-access-log", Action::"read-member-keys", Action::"read-log-state", Action::"read-sent-events", Action::"export-sent-events", Action::"read-affected-cases", Action::"warn-of-theft"], resource)
when { principal in Role::"data-protection-officer" || principal in Role::"admin" };

// T33, T34: entered is one's own case, one that is nobody's yet, or a colleague's after saying why.
permit (principal is Staff, action == Action::"enter-case", resource is Case)
when { (${WORKERS}) && (resource.assigned == "me" || resource.assigned == "nobody" || resource.reason != "none") };
// Every case of the house, for those who share it.
permit (principal is Staff, action == Action::"enter-case", resource is Case)
when { ${SHARES_THE_HOUSE} };

// What is asked for, and how far it has come: whoever works with people.
permit (principal is Staff, action == Action::"see-part", resource is Part)
when { ["line", "need", "progress", "words"].contains(resource.part) && (${WORKERS}) };
// Who somebody is, how they live, and their papers: not those who only approve.
permit (principal is Staff, action == Action::"see-part", resource is Part)
when { ["identity", "contact", "safe-contact", "health", "family", "documents"].contains(resource.part)
  && (${WRITERS}) };
// The matter itself: not for those who only treat.
permit (principal is Staff, action == Action::"see-part", resource is Part)
when { ["employment", "testimony"].contains(resource.part)
  && (${either(['intake-officer', 'liaison-officer', 'shelter-worker', 'lawyer', 'legal-coordinator', 'case-worker', 'duty-officer'])}) };
// R-5: legal aid and the treating clinician only, of their own cases.
permit (principal is Staff, action == Action::"see-part", resource is Part)
when { resource.part == "exposure" && (resource.assigned != "others" || resource.reason == "covering-for-colleague")
  && (${either(['lawyer', 'legal-coordinator', 'clinician'])}) };

// c2: what stays only because a law or a hold says so, though the person took it back, is nobody's work any more: it shows to whoever
// answers for its keeping, but what R-5 gives to the treating and the advising alone.
permit (principal is Staff, action == Action::"see-part", resource is Part)
when { resource.kept && resource.part != "line" && resource.part != "exposure" && principal in Role::"data-protection-officer" };
forbid (principal, action == Action::"see-part", resource is Part)
when { resource.kept }
unless { principal in Role::"data-protection-officer" };

// What is looked at for a purpose shows what the purpose needs: whoever supervises, corrects, or is asked whether they take the case sees
// what it is, not who it is about.
forbid (principal, action == Action::"see-part", resource is Part)
when { resource.assigned == "others" && ["supervision", "correction", "offered"].contains(resource.reason)
  && ["identity", "contact", "safe-contact", "health", "family", "employment", "testimony", "documents", "exposure"].contains(resource.part) };
// A case on a list that one may not enter shows no more than that it is there, and by when.
forbid (principal, action == Action::"see-part", resource is Part)
when { resource.part == "line" && resource.assigned == "others" }
unless { ${SHARES_THE_HOUSE} };
// M6, T35: who a sealed person is and where; with these go all files, which may be a passport. Two people open it, to one.
forbid (principal, action == Action::"see-part", resource is Part)
when { resource.withheld && ["identity", "contact", "safe-contact", "family", "documents"].contains(resource.part) };
`
