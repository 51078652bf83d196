import { excerpts } from '../../../test/support/excerpts.ts'

excerpts('recipes', 5)
