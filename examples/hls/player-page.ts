/** The page of a film. It contains nothing of the link. */
export const PLAYER_PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Film</title>
<video controls muted width="480"></video>
<p><output></output></p>
<script type="module" src="/player.js"></script>
</html>
`

/** hls.js gives the video to the element as a blob. */
export const PLAYER_POLICY = "default-src 'self'; media-src 'self' blob:"
