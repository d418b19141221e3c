import { type Job, purgeOrganizations } from '@parley/services'

/** Demos that are over and organizations deleted long ago, every quarter of an hour. */
export const purgeOrganizationsJob: Job = {
  name: 'purge-organizations',
  everyMs: 15 * 60 * 1000,
  run: ({ ctx, signal }) => purgeOrganizations({ ctx, input: { dryRun: false }, signal }),
}
