"""Pictures dropped, pasted or chosen in the editor."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from blog.actions.image_files import ImageNotStored
from blog.actions.images import store_image
from blog.imaging.refusal import MAX_BYTES, ImageRefused


@require_POST
@never_cache
def upload_picture(request: HttpRequest) -> JsonResponse:
    """One picture as the multipart field `picture`.

    Answers `{"id", "markdown", "url", "width", "height", "alt"}`, or `{"error": sentence}` with status 400, 403, 413,
    or 503 if the fault is the server's.
    What the browser says about the file's type is not looked at, its name is kept as a label only.
    """
    if not request.user.has_perm("blog.add_image"):
        return _refused("Your role does not add pictures.", 403)
    file = request.FILES.get("picture")
    if file is None:
        return _refused("No picture arrived. Choose it again.", 400)
    if file.size > MAX_BYTES:
        return _refused(f"This picture is larger than {MAX_BYTES // 1024**2} MB. Save it smaller.", 413)
    try:
        image = store_image(data=file.read(), name=file.name, by=request.user)
    except ImageNotStored as failure:
        return _refused(str(failure), 503)
    except ImageRefused as refusal:
        return _refused(str(refusal), 400)
    return JsonResponse(
        {
            "id": image.pk,
            "markdown": image.markdown,
            "url": image.url,
            "width": image.width,
            "height": image.height,
            "alt": image.alt,
        }
    )


def _refused(why: str, status: int) -> JsonResponse:
    return JsonResponse({"error": why}, status=status)
