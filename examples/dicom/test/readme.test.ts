import { excerpts } from '../../../test/support/excerpts.ts'

excerpts('dicom', 4)
