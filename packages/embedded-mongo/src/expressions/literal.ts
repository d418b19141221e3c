import type { Operator } from './expression.ts'

const literal: Operator = { name: '$literal', compile: (argument) => () => argument }

const constant: Operator = { name: '$const', compile: (argument) => () => argument }

export const literalOperators: readonly Operator[] = [literal, constant]
