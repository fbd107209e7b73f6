export { stepsOf } from './columns.ts'
export { sequenceInWords, statesInWords } from './in-words.ts'
export { deriveSequence } from './sequence.ts'
export { deriveStateDiagram } from './states.ts'
