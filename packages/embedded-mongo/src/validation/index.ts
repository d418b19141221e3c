export { checkValidation, compileValidation, findViolation, type Validation } from './validation.ts'
