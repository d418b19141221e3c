import { z } from 'zod'

/** int64 travels as a string in Google's JSON; a number is taken too. */
const int64 = z.union([z.string().regex(/^\d{1,18}$/), z.int().nonnegative()]).transform(Number)
const named = z.strictObject({ name: z.string() })

const numericValue = z
  .strictObject({ int64Value: z.string().optional(), doubleValue: z.number().optional() })
  .transform((value) => value.doubleValue ?? Number(value.int64Value))

const fieldFilter = z.strictObject({
  fieldName: z.string(),
  stringFilter: z
    .strictObject({
      matchType: z
        .enum(['MATCH_TYPE_UNSPECIFIED', 'EXACT', 'BEGINS_WITH', 'ENDS_WITH', 'CONTAINS'])
        .default('MATCH_TYPE_UNSPECIFIED'),
      value: z.string(),
      caseSensitive: z.boolean().default(false),
    })
    .optional(),
  inListFilter: z.strictObject({ values: z.array(z.string()), caseSensitive: z.boolean().default(false) }).optional(),
  numericFilter: z
    .strictObject({
      operation: z.enum(['EQUAL', 'LESS_THAN', 'LESS_THAN_OR_EQUAL', 'GREATER_THAN', 'GREATER_THAN_OR_EQUAL']),
      value: numericValue,
    })
    .optional(),
})

export type FieldFilter = z.infer<typeof fieldFilter>

/** The Data API's FilterExpression. */
export interface FilterExpression {
  andGroup?: { expressions: FilterExpression[] } | undefined
  orGroup?: { expressions: FilterExpression[] } | undefined
  notExpression?: FilterExpression | undefined
  filter?: FieldFilter | undefined
}

const filterExpression: z.ZodType<FilterExpression> = z.lazy(() =>
  z.strictObject({
    andGroup: z.strictObject({ expressions: z.array(filterExpression) }).optional(),
    orGroup: z.strictObject({ expressions: z.array(filterExpression) }).optional(),
    notExpression: filterExpression.optional(),
    filter: fieldFilter.optional(),
  }),
)

/** The body of properties.runReport, Data API v1beta, as far as the sandbox goes; an unknown field is refused, as Google does. */
export const reportRequest = z.strictObject({
  dimensions: z.array(named).max(9).default([]),
  metrics: z.array(named).max(10).default([]),
  dateRanges: z
    .array(z.strictObject({ startDate: z.string(), endDate: z.string(), name: z.string().optional() }))
    .min(1)
    .max(4),
  dimensionFilter: filterExpression.optional(),
  metricFilter: filterExpression.optional(),
  offset: int64.default(0),
  limit: int64.default(10_000),
  metricAggregations: z.array(z.enum(['TOTAL'])).default([]),
  orderBys: z
    .array(
      z.strictObject({
        metric: z.strictObject({ metricName: z.string() }).optional(),
        dimension: z
          .strictObject({
            dimensionName: z.string(),
            orderType: z.enum(['ALPHANUMERIC', 'CASE_INSENSITIVE_ALPHANUMERIC', 'NUMERIC']).optional(),
          })
          .optional(),
        desc: z.boolean().default(false),
      }),
    )
    .default([]),
  keepEmptyRows: z.boolean().default(false),
  returnPropertyQuota: z.boolean().default(false),
})

export type ReportRequest = z.infer<typeof reportRequest>
