import * as v from 'valibot'

export const ProblemSchema = v.pipe(
  v.object({
    type: v.literal('about:blank'),
    title: v.string(),
    status: v.pipe(v.number(), v.integer()),
    code: v.pipe(v.string(), v.description('给程序看的错误码')),
    detail: v.pipe(v.string(), v.description('给人看的说明：哪里不对、怎么办')),
  }),
  v.title('Problem'),
  v.description('控制接口的错误（RFC 9457）'),
)

/** Any object of JSON. */
export const AnyObject = v.record(v.string(), v.unknown())

/** RFC 3339. */
export const Time = v.pipe(v.string(), v.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/))

/** A text with what it means. */
export const described = (text: string) => v.pipe(v.string(), v.description(text))

/** A schema with what it means. */
export const said = <T extends v.GenericSchema>(schema: T, text: string) => v.pipe(schema, v.description(text))

export const Whole = v.pipe(v.number(), v.integer())
