import { excerpts } from '../../../test/support/excerpts.ts'

excerpts('hls', 3)
