import { showCopying } from './copy.js'
import { showDialogs } from './dialog.js'
import { filterRows } from './filter.js'
import { switchTheme } from './theme-switch.js'
import { showTimes } from './times.js'
import { sendFiles } from './upload.js'

/** Adds what needs scripts to a page, or to what came into it. */
function enliven(root) {
  showTimes(root)
  showCopying(root)
  filterRows(root)
  sendFiles(root)
  showDialogs(root, enliven)
}

switchTheme()
enliven(document)
