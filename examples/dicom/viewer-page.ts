/** The page of the viewer: the same for every study, so that it shows nothing to anyone without a link. */
export const VIEWER_PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Viewer</title>
<style>#slices { width: 512px; height: 512px; background: black }</style>
<p id="controls" hidden>
  <label>Slice <input type="range" min="0" value="0"></label>
  <button>Link to this slice, for ten minutes</button>
</p>
<p><output></output></p>
<div id="slices"></div>
<script type="module" src="/viewer.js"></script>
</html>
`

/** dwv sets styles of elements itself. */
export const VIEWER_POLICY = "default-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"
