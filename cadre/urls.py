"""Pages of cadre."""

urlpatterns = []
